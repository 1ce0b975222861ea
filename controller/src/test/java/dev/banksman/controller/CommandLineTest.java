package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that cannot do what they are told, against a controller that runs: exit code, one sentence, no trace. */
final class CommandLineTest {

    @TempDir
    private Path directory;

    private ControllerServer server;

    @BeforeEach
    void start() throws Exception {
        var settings = ControllerSettings.read(
                directory.resolve("data"), Map.of("operators", "127.0.0.1:0", "agents", "127.0.0.1:0"));
        server = ControllerServer.start(settings, "test", why -> {});
    }

    @AfterEach
    void end() throws Exception {
        server.close();
    }

    @Test
    void aRunThatIsNotThereIsSaid() {
        for (var command : List.of("watch", "tasks", "decide", "report")) {
            assertThat(banksman(command, "run-1"))
                    .isEqualTo(new Said(
                            2,
                            "There is no run 'run-1'. 'banksman runs' lists those there are."
                                    + System.lineSeparator()));
        }
    }

    @Test
    void aHostOrStageThatTheRunDoesNotHaveIsSaidWithTheNearest() throws Exception {
        var runbook = Files.writeString(directory.resolve("look.yaml"), """
            runbook: look
            roles: {web: {hosts: 1..}}
            stages:
              - stage: look
                on: web
                steps:
                  - {step: listening, check: true, tcp: {address: localhost, port: 80}}
            """);
        var inventory = Files.writeString(
                directory.resolve("hosts.yaml"),
                "inventory: two\nhosts: {web-1: {roles: [web]}, web-2: {roles: [web]}}\n");
        var run = printed("run", runbook.toString(), "--inventory", inventory.toString(), "--detach")
                .strip();

        assertThat(banksman("tasks", run, "--host", "wbe-1").text())
                .isEqualTo("--host: expected a host of run " + run + ", found wbe-1; did you mean web-1?"
                        + System.lineSeparator());
        assertThat(banksman("tasks", run, "--host", "nope").code()).isEqualTo(2);
        assertThat(banksman("tasks", run, "--stage", "loook", "--json").text())
                .isEqualTo("--stage: expected a stage of run " + run + ", found loook; did you mean look?"
                        + System.lineSeparator());
        assertThat(printed("tasks", run, "--host", "web-1", "--state", "failed"))
                .doesNotContain("listening");
        assertThat(printed("tasks", run, "--host", "web-1")).contains("listening");
    }

    @Test
    void aPlanAndWhatIsLeftOfItsRunArePrintedForPaper() throws Exception {
        var runbook = directory.resolve("web-tier.yaml").toString();
        var inventory = directory.resolve("web-tier-inventory.yaml").toString();
        Banksman.commandLine()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute("runbook", "new", "web-tier", "--dir", directory.toString());
        var html = directory.resolve("checklist.html");

        assertThat(printed("plan", runbook, "-i", inventory, "--checklist"))
                .contains(
                        "[ ] 1.1 Tell whoever has to know (gate)", "Send PUT to http://127.0.0.1:8080/backends/web-3.");
        assertThat(printed("plan", runbook, "-i", inventory, "--html", html.toString()))
                .isEmpty();
        assertThat(html).content().contains("<title>Web tier behind a proxy: checklist</title>", "web.install@web-3");

        var run = printed("run", runbook, "-i", inventory, "--detach").strip();
        assertThat(printed("report", run, "--remaining"))
                .contains(
                        "What remains of the run " + run + " of web-tier, version 1",
                        "[ ] 3.1 Visitors get release 2.0");
        assertThat(banksman("report", run, "--remaining", "--json").text())
                .startsWith("--remaining: expected text or html");
        assertThat(banksman("plan", runbook, "-i", inventory, "--checklist", "--json")
                        .code())
                .isEqualTo(2);
        assertThat(banksman("plan", runbook, "-i", inventory, "--checklist", "-p", "release=next")
                        .text())
                .contains("release");
    }

    @Test
    void aPlanThatIsTooLongForPeopleIsNotPrintedForThem() throws Exception {
        var runbook = directory.resolve("empty.yaml").toString();
        Banksman.commandLine()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute("runbook", "new", "empty", "--from", "empty", "--dir", directory.toString());
        var hosts = new StringBuilder("inventory: many\nhosts:\n");
        for (var i = 0; i < 2_501; i++) {
            hosts.append("  server-").append(i).append(": {roles: [server]}\n");
        }
        var inventory = Files.writeString(directory.resolve("many.yaml"), hosts).toString();

        var said = banksman("plan", runbook, "-i", inventory, "--checklist");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.text()).contains("found 5002 tasks, expected at most 5000 tasks, which people can do by hand");
        assertThat(printed("plan", runbook, "-i", inventory)).contains("2. change");
    }

    @Test
    void aDecisionAboutATaskNamesIt() {
        assertThat(banksman("decide", "run-1", "retry"))
                .isEqualTo(new Said(
                        2,
                        "retry: expected the task, stage.step@host; found none. 'banksman decide run-1' lists what"
                                + " waits." + System.lineSeparator()));
    }

    @Test
    void aTokenThatIsNoneIsNotSentAndNotShown() throws Exception {
        var unknown = Files.writeString(directory.resolve("unknown"), "secret");
        var broken = Files.writeString(directory.resolve("broken"), "secret\nsecret");

        assertThat(banksman("runs", "--token-file", unknown.toString()).code()).isEqualTo(7);
        var said = banksman("runs", "--token-file", broken.toString());
        assertThat(said.code()).isEqualTo(7);
        assertThat(said.text()).contains("expected one token on one line").doesNotContain("secret");
    }

    @Test
    void anotherAuthorityIsNamedAsWhatIsWrong() throws Exception {
        var other = directory.resolve("other");
        var settings = ControllerSettings.read(other, Map.of("operators", "127.0.0.1:0", "agents", "127.0.0.1:0"));
        ControllerServer.start(settings, "other", why -> {}).close();

        var said = banksman("runs", "--ca", other.resolve("operator/ca.pem").toString());

        assertThat(said.code()).isEqualTo(6);
        assertThat(said.text()).contains("its certificate is not from the authority you gave");
    }

    @Test
    void anAddressThatCannotBeOneIsRefusedAtOnce() {
        assertThat(banksman("runs", "--server", "127.0.0.1:99999").text())
                .startsWith("--server: expected HOST:PORT")
                .contains("found 127.0.0.1:99999");
    }

    @Test
    void whoeverStopsReadingIsNotToldThatAllWentWell() {
        var closed = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });

        var line = Banksman.commandLine().setOut(closed);

        assertThat(line.execute("runs", "--data", directory.resolve("data").toString()))
                .isEqualTo(141);
    }

    private record Said(int code, String text) {}

    /** What a command that succeeds prints. */
    private String printed(String... words) {
        var out = new StringWriter();
        var code = Banksman.commandLine().setOut(new PrintWriter(out, true)).execute(toThisController(words));
        assertThat(code).isZero();
        return out.toString();
    }

    private String[] toThisController(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        return all.toArray(String[]::new);
    }

    private Said banksman(String... words) {
        var err = new StringWriter();
        var line = Banksman.commandLine().setErr(new PrintWriter(err, true));
        return new Said(line.execute(toThisController(words)), err.toString());
    }
}
