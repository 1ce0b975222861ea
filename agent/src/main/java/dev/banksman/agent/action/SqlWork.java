package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * One run of an {@code sql} action. JDBC does not hear interrupts, so it runs on a thread of its own; the attempt's
 * thread waits for it and, when interrupted, has the running statement cancelled by the database.
 */
record SqlWork(
        Sql sql,
        SqlScript script,
        Platform platform,
        Optional<CountRule> expectRows,
        Optional<Expression> expectValue,
        List<String> warnings)
        implements Work.Body {

    @Override
    public Finding run(Context context) throws InterruptedException {
        SqlLogin login;
        try {
            login = SqlLogin.of(sql, platform, context::secret);
        } catch (InvalidActionException e) {
            return Judgement.failed(expected(), "no password")
                    .message(e.getMessage())
                    .finding();
        }
        warnings.forEach(warning -> context.print("Warning: the address asks for '" + warning + "'\n"));
        var session = new SqlSession(sql, script, login.properties(), context);
        var task = new FutureTask<>(() -> session.run());
        var thread = new Thread(task, "sql " + SqlAction.address(sql.getUrl()));
        thread.setDaemon(true);
        thread.start();
        try {
            return warned(judge(session, task.get()));
        } catch (ExecutionException e) {
            return warned(failure(session, login, e.getCause() == null ? e : e.getCause()));
        } finally {
            session.cancel();
            login.properties().clear();
        }
    }

    private String expected() {
        var statements = script.expected();
        if (sql.getQuery().isBlank()) {
            return statements;
        }
        var query = expectRows.map(rule -> rule.of("row")).orElse("an answer")
                + expectValue
                        .map(expression -> " whose first value matches '" + expression + "'")
                        .orElse("")
                + (sql.getSave().isEmpty() ? "" : ", saved as " + sql.getSave());
        return statements.isEmpty() ? query : statements + ", then " + query;
    }

    private Judgement judge(SqlSession session, Optional<SqlRows> answer) {
        var done = session.progress();
        if (answer.isEmpty()) {
            return Judgement.passed(expected(), done).shown(done);
        }
        var rows = answer.get();
        var first = rows.first()
                .map(value -> "'" + BoundedText.oneLine(value, 300) + "'")
                .orElse("none");
        var value = expectValue.isPresent() || rows.count() == 1 ? ", first value " + first : "";
        var observed = (done.isEmpty() ? "" : done + ", then ") + rows.countInWords() + value;
        // "None" is told from an empty text: a missing value matches nothing.
        var valueHolds = expectValue.isEmpty()
                || (rows.first().isPresent()
                        && expectValue.get().match(rows.first().get()).found());
        var rowsHold = expectRows.isEmpty() || expectRows.get().holds(rows.count() + (rows.more() ? 1 : 0));
        var unsaved = session.saved().flatMap(SavedRows::problem);
        var judgement = Judgement.of(
                        rowsHold && valueHolds && unsaved.isEmpty(),
                        expected(),
                        observed + unsaved.map(why -> "; not saved: " + why).orElse(""))
                .shown(rows.table())
                .output("rows", Long.toString(rows.count()));
        rows.first().ifPresent(text -> judgement.output("value", text));
        session.saved()
                .filter(saved -> saved.problem().isEmpty())
                .ifPresent(saved -> judgement.saved(saved.name(), saved.text()));
        return judgement;
    }

    private Judgement failure(SqlSession session, SqlLogin login, Throwable cause) {
        if (!(cause instanceof SQLException sqlException)) {
            // A driver's own bug: named as what it is, and no more is known.
            return Judgement.failed(expected(), session.position() + ": the driver failed with " + cause);
        }
        var words = BoundedText.oneLine(String.valueOf(sqlException.getMessage()), 1000);
        var observed = session.position() + ": " + words + " (SQLState " + sqlException.getSQLState() + ", vendor code "
                + sqlException.getErrorCode() + ")";
        var judgement = Judgement.failed(expected(), observed).shown(observed);
        var hint = session.connected() ? session.aftermath() : login.hint();
        return hint.isEmpty() ? judgement : judgement.hint(hint);
    }

    private Finding warned(Judgement judgement) {
        if (!warnings.isEmpty()) {
            judgement.detail("warning", "the address asks for " + String.join(", ", warnings));
        }
        return judgement.finding();
    }
}
