package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Sql;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the database of an {@code sql} action is reached and lets its login in. Connects, and does no more. */
final class SqlForesight {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String ADVICE =
            "See that the address is right, that this host reaches the server, and that the login is known there. ";

    private SqlForesight() {}

    static Foresight of(Sql sql, Platform platform, Outlook outlook) throws InterruptedException {
        return outlook.once(
                List.of("sql", sql.getUrl(), sql.getUser(), sql.getPasswordSecret()),
                () -> connect(sql, platform, outlook));
    }

    private static Foresight connect(Sql sql, Platform platform, Outlook outlook) throws InterruptedException {
        var who = sql.getUser().isEmpty() ? "the agent's account" : "the login " + sql.getUser();
        var expected = SqlAction.address(sql.getUrl()) + " lets " + who + " in";
        SqlLogin login;
        try {
            login = SqlLogin.of(sql, platform, outlook::secret);
        } catch (InvalidActionException e) {
            return Foresight.fail("database", expected, String.valueOf(e.getMessage()), "Put the secret there.");
        }
        // JDBC does not hear interrupts and may wait long for a server that is silent: it is left to itself then.
        var task = new FutureTask<>(() -> {
            DriverManager.getConnection(sql.getUrl(), login.properties()).close();
            return true;
        });
        var thread = new Thread(task, "examine " + SqlAction.address(sql.getUrl()));
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return Foresight.pass("database", expected, "it does");
        } catch (TimeoutException e) {
            return Foresight.fail("database", expected, "no answer within " + LIMIT.toSeconds() + " s", ADVICE);
        } catch (ExecutionException e) {
            return Foresight.fail("database", expected, words(e), (ADVICE + login.hint()).strip());
        }
    }

    private static String words(ExecutionException failure) {
        return failure.getCause() instanceof SQLException sql
                ? BoundedText.oneLine(String.valueOf(sql.getMessage()), 500) + " (SQLState " + sql.getSQLState() + ")"
                : "the driver failed with " + failure.getCause();
    }
}
