package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Sql;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real database server in memory, over its own protocol. */
final class SqlActionTest {

    @TempDir
    private Path directory;

    private Server server;
    private String url;
    private FakeContext context;

    @BeforeEach
    void startServer() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:sql;DB_CLOSE_DELAY=-1";
        context = new FakeContext(directory).withSecret("sa", "Pass.1");
        try (var connection = DriverManager.getConnection(url, "sa", "Pass.1");
                var statement = connection.createStatement()) {
            statement.execute("drop all objects");
            statement.execute("create table session(id int primary key, login varchar(50), note varchar(2000))");
            statement.execute("insert into session values (1, 'anna', null), (2, 'bert', 'x')");
        }
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void showsRowsAsATableAndJudgesTheirNumber() throws Exception {
        var finding = run(sql().setQuery("select id, login, note from session order by id")
                .setExpectRows("0"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).isEqualTo("Expected 0 rows; observed 2 rows.");
        assertThat(finding.text()).isEqualTo("ID  LOGIN  NOTE\n1   anna   NULL\n2   bert   x\n");
        assertThat(context.printed()).isEqualTo(finding.text());
        assertThat(finding.outputs()).containsEntry("rows", "2").containsEntry("value", "1");
    }

    @Test
    void comparesNumbersOfRows() throws Exception {
        for (var passing : new String[] {"2", ">=1", ">= 2", "<=2", "<3", ">1", "=2"}) {
            assertThat(run(sql().setQuery("select * from session").setExpectRows(passing))
                            .succeeded())
                    .as(passing)
                    .isTrue();
        }
        for (var failing : new String[] {"3", ">=3", "<=1", "<2", ">2"}) {
            assertThat(run(sql().setQuery("select * from session").setExpectRows(failing))
                            .succeeded())
                    .as(failing)
                    .isFalse();
        }
    }

    @Test
    void matchesTheFirstValueWhole() throws Exception {
        var query = sql().setQuery("select login from session where id = ?").addParameters("1");

        assertThat(run(query.clone().setExpectValue("an+a")).succeeded()).isTrue();
        assertThat(run(query.clone().setExpectValue("ann")).message())
                .contains("whose first value matches 'ann'", "1 row, first value 'anna'");
        assertThat(run(sql().setQuery("select login from session where id = 9").setExpectValue(".*"))
                        .succeeded())
                .isFalse();
    }

    @Test
    void aParameterIsAValueAndNeverSql() throws Exception {
        var finding = run(sql().setQuery("select * from session where login = ?")
                .addParameters("x' or '1'='1")
                .setExpectRows("0"));

        assertThat(finding.succeeded()).isTrue();
    }

    @Test
    void aQueryAloneChangesNothing() throws Exception {
        var work = prepare(sql().setQuery("select id from old table (delete from session)"));

        assertThat(work.onlyLooks()).isTrue();
        assertThat(Prepared.run(work, context).succeeded()).isTrue();
        assertThat(run(sql().setQuery("select * from session").setExpectRows("2"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void statementsRunInOrderAndStayWhenALaterOneFails() throws Exception {
        var finding = run(sql().addStatements("insert into session values (3, 'carl', null)")
                .addStatements("insert into session values (3, 'carl', null)")
                .addStatements("delete from session"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getObserved())
                .startsWith("statement 2 of 3 (insert into session values (3, 'carl', null)): ")
                .contains("SQLState 23505", "vendor code 23505");
        assertThat(finding.message()).endsWith("Statements 1 to 1 of 3 were done and stay.");
        assertThat(context.printed()).contains("statement 1 of 3", "1 row changed");
        assertThat(run(sql().setQuery("select * from session").setExpectRows("3"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void aTransactionIsAllOrNothing() throws Exception {
        var finding = run(sql().setTransaction(true)
                .addStatements("delete from session")
                .addStatements("insert into nowhere values (1)"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .contains("SQLState 42S0", "The transaction was rolled back; nothing was changed.");
        assertThat(run(sql().setQuery("select * from session").setExpectRows("2"))
                        .succeeded())
                .isTrue();

        assertThat(run(sql().setTransaction(true).addStatements("delete from session"))
                        .succeeded())
                .isTrue();
        assertThat(run(sql().setQuery("select * from session").setExpectRows("0"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void savesTheFirstColumnOneValueALine() throws Exception {
        var saved =
                run(sql().setQuery("select login, id from session order by id").setSave("logins"));
        var none = run(sql().setQuery("select login from session where id = 9").setSave("logins"));

        assertThat(saved.succeeded()).as(saved.message()).isTrue();
        assertThat(saved.observation().getExpected()).isEqualTo("an answer, saved as logins");
        assertThat(saved.saved()).isEqualTo(Map.of("logins", "anna\nbert"));
        assertThat(none.saved()).isEqualTo(Map.of("logins", ""));
    }

    @Test
    void whatCannotBeSavedWholeFails() throws Exception {
        var absent = run(sql().setQuery("select note from session order by id").setSave("notes"));
        var large = run(sql().setQuery("select repeat('x', 1000) from system_range(1, 1100)")
                .setSave("notes"));

        assertThat(absent.succeeded()).isFalse();
        assertThat(absent.observation().getObserved())
                .isEqualTo("2 rows; not saved: row 1 is NULL, which no line can stand for");
        assertThat(absent.saved()).isEmpty();
        assertThat(large.succeeded()).isFalse();
        assertThat(large.message()).contains("not saved: the first 1048 rows take more than 1048576 bytes");
        assertThat(large.saved()).isEmpty();
    }

    @Test
    void generatedStatementsRunInOrder() throws Exception {
        var generate = "select 'update session set note = ''' || login || ''' where id = ' || id from session"
                + " union all select 'delete from session where note = ''anna''' order by 1 desc";
        var work = prepare(sql().addStatements("update session set note = 'x'\nGO\nupdate session set note = 'y'")
                .setGenerated(generate)
                .setStatementsFrom("insert into session values (7, 'gerd', null)\n")
                .setQuery("select note from session order by id")
                .setExpectValue("bert"));

        var finding = Prepared.run(work, context);

        assertThat(work.onlyLooks()).isFalse();
        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getExpected())
                .startsWith("3 statements and the generated statements done, then an answer");
        assertThat(finding.observation().getObserved()).startsWith("6 statements done, then 2 rows");
        assertThat(context.printed())
                .contains(
                        "statement 1 of 3 (update session set note = 'x')",
                        "statement 3 of 6 (update session set note = 'bert' where id = 2): done, 1 row changed",
                        "statement 5 of 6 (delete from session where note = 'anna'): done, 1 row changed",
                        "statement 6 of 6 (insert into session");
    }

    @Test
    void aGeneratedStatementThatFailsSaysWhatWasDone() throws Exception {
        var generated = sql().setGenerated(
                        "select * from (values ('delete from session where id = 1')," + " ('delete from nowhere'))");

        var alone = run(generated.clone().addStatements("update session set note = 'x'"));
        var left = run(sql().setQuery("select id from session"));
        var together = run(generated.clone().setTransaction(true).addStatements("delete from session"));

        assertThat(alone.message()).endsWith("Statements 1 to 2 of 3 were done and stay.");
        assertThat(left.text()).isEqualTo("ID\n2\n");
        assertThat(together.message()).endsWith("The transaction was rolled back; nothing was changed.");
        assertThat(run(sql().setQuery("select id from session")).text()).isEqualTo("ID\n2\n");
    }

    @Test
    void noneIsRunWhereAGeneratedOneIsMissing() throws Exception {
        var finding =
                run(sql().setGenerated("select * from (values ('delete from session'), (cast(null as varchar)))"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .contains("query for statements (select * from (values", "row 2, found NULL; none of them was run")
                .endsWith("No statement was done before it.");
        assertThat(run(sql().setQuery("select * from session").setExpectRows("2"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void generatedStatementsMayBeNone() throws Exception {
        var finding = run(sql().setGenerated("select login from session where id = 9"));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getObserved()).isEqualTo("0 statements done");
    }

    @Test
    void whatWasSavedIsRunByAnotherStep() throws Exception {
        var query = "select 'delete from session where id = ' || id from session";
        var saved = run(sql().setQuery(query).setSave("clean-up")).saved().get("clean-up");

        var work = prepare(sql().setStatementsFrom(saved).setTransaction(true));

        assertThat(work.onlyLooks()).isFalse();
        assertThat(Prepared.run(work, context).observation().getObserved()).isEqualTo("2 statements done");
        assertThat(run(sql().setQuery("select * from session").setExpectRows("0"))
                        .succeeded())
                .isTrue();
    }

    @Test
    void showsABoundedNumberOfRows() throws Exception {
        var finding =
                run(sql().setQuery("select x from system_range(1, 120000)").setExpectRows(">=100001"));

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.text().lines().count()).isEqualTo(1 + 200 + 1);
        assertThat(finding.text()).endsWith("... and more than 99800 more rows\n");
        assertThat(finding.observation().getObserved()).isEqualTo("more than 100000 rows");
    }

    @Test
    void cancelEndsARunningStatement() throws Exception {
        var work =
                prepare(sql().setQuery("select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"));
        var ended = new CompletableFuture<Object>();
        var started = new CountDownLatch(1);
        var thread = new Thread(() -> {
            try {
                started.countDown();
                ended.complete(Prepared.run(work, context));
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        thread.start();
        started.await();
        await().until(() -> runningStatements() > 0);

        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        await().until(() -> runningStatements() == 0);
    }

    private long runningStatements() throws Exception {
        try (var connection = DriverManager.getConnection(url, "sa", "Pass.1");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from information_schema.sessions "
                        + "where executing_statement like '%system_range%' and session_id <> session_id()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void namesTheSecretThatIsMissing() throws Exception {
        var finding = run(sql().setPasswordSecret("other").setQuery("select 1"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("expected a secret named 'other' on this host, found none");
    }

    @Test
    void aWrongPasswordIsExplainedWithItsCodes() throws Exception {
        context.withSecret("wrong", "no");

        var finding = run(sql().setPasswordSecret("wrong").setQuery("select 1"));

        assertThat(finding.observation().getObserved())
                .startsWith("connecting to the database: Wrong user name or password")
                .contains("SQLState 28000", "vendor code 28000");
    }

    @Test
    void aServerThatIsNotThereIsExplained() throws Exception {
        var gone = url;
        server.stop();

        assertThat(run(sql().setUrl(gone).setQuery("select 1")).message()).contains("connecting to the database");
    }

    @Test
    void weakTlsIsWarnedOf() throws Exception {
        var work = prepare(Sql.newBuilder()
                .setUrl("jdbc:sqlserver://127.0.0.1:1;encrypt=true;sslProtocol=TLSv1;loginTimeout=1")
                .setQuery("select 1"));

        var finding = Prepared.run(work, context);

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getDetailsMap().get("warning")).contains("sslprotocol=tlsv1");
        assertThat(context.printed()).contains("Warning");
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused(sql().setUrl("jdbc:oracle:thin:@db"), "the databases this agent has drivers for; found 'jdbc:oracle");
        refused(sql().setUrl("jdbc:h2:mem:x").setQuery("select 1"), "expected jdbc:sqlserver://...");
        refused(sql().setUrl(url + ";Password=x").setQuery("select 1"), "expected no password in it");
        refused(sql(), "expected statements or a query, found neither");
        refused(sql().addStatements("delete from a").setExpectRows("1"), "sql.query");
        refused(sql().setQuery("select 1").setExpectRows("many"), "found 'many'");
        refused(sql().setStatementsFrom("delete from a").setSave("x"), "sql.save: expected a query");
        refused(sql().setQuery("select 1").setSave("A b"), "kebab-case, such as database-port, found 'A b'");
        refused(sql().addStatements("GO"), "expected SQL in each statement, found an empty one");
        refused(sql().setQuery("select 1").clearUser(), "expected a login with password-secret");
    }

    private void refused(Sql.Builder sql, String reason) {
        assertThatThrownBy(() -> prepare(sql))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private Sql.Builder sql() {
        return Sql.newBuilder().setUrl(url).setUser("sa").setPasswordSecret("sa");
    }

    private Work prepare(Sql.Builder sql) throws InvalidActionException {
        return new SqlAction(HostTools.Platform.LINUX)
                .prepare(Action.newBuilder().setSql(sql).build(), directory);
    }

    private Finding run(Sql.Builder sql) throws Exception {
        return Prepared.run(prepare(sql), context);
    }
}
