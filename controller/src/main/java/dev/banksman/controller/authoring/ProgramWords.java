package dev.banksman.controller.authoring;

import dev.banksman.controller.authoring.ActionWords.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words for what runs, is installed, or is restarted. */
final class ProgramWords {
    private ProgramWords() {}

    static void exec(ActionFields fields, Draft words) {
        var program = fields.text("program");
        var args = fields.texts("args");
        var line = fields.text("command-line");
        var script = fields.block("script");
        if (program.isPresent()) {
            var all = new ArrayList<>(List.of(quoted(program.get())));
            args.forEach(arg -> all.add(quoted(arg)));
            words.does("Run `" + String.join(" ", all) + "`");
        } else if (line.isPresent()) {
            words.does("Run `" + line.get() + "`");
        } else {
            words.does("Run this script with " + script.text("shell").orElse("sh") + ":");
            words.verbatim(script.text("body").orElse(""));
        }
        fields.text("cwd").ifPresent(folder -> words.detail("in the folder " + folder));
        var as = fields.block("run-as");
        // An account that comes out empty is the agent's own, as if nothing were said.
        as.text("account").filter(account -> !account.isBlank()).ifPresent(account -> {
            words.detail("as the account " + account
                    + as.text("session")
                            .map(session -> ", " + session + " session")
                            .orElse(""));
            as.rest().forEach(words::detail);
        });
        fields.map("env").forEach((name, value) -> words.detail("with " + name + "=" + value + " in the environment"));
        fields.map("secret-env")
                .forEach((name, secret) ->
                        words.detail("with the secret " + secret + " as " + name + " in the environment"));
        fields.text("stdin").ifPresent(text -> words.detail("give it on standard input: " + text.strip()));
        var codes = fields.texts("expected-exit-codes");
        words.passes("its exit code is " + (codes.isEmpty() ? "0" : oneOf(codes)));
        var reboot = fields.texts("reboot-exit-codes");
        if (!reboot.isEmpty()) {
            words.detail("the exit code " + oneOf(reboot) + " is well too: a restart is then still to come");
        }
        fields.text("expect-output").ifPresent(regex -> words.passes("it prints something like /" + regex + "/"));
    }

    static void service(ActionFields fields, Draft words) {
        var display = fields.text("display-name");
        var name = fields.text("name").or(() -> display).orElse("");
        var operation = fields.text("operation").orElse("query");
        var expect = fields.text("expect");
        var within = fields.text("within").map(time -> ", within " + time).orElse("");
        var service = "the service " + name;
        switch (operation) {
            case "start" -> words.does("Start " + service);
            case "stop" -> words.does("Stop " + service);
            case "restart" -> words.does("Restart " + service);
            case "wait" -> words.does("Wait until " + service + " is " + expect.orElse("running"));
            default -> words.does("Look at " + service);
        }
        words.passes("it is " + expect.orElse(operation.equals("stop") ? "stopped" : "running") + within);
    }

    static void installed(ActionFields fields, Draft words) {
        var file = fields.text("file");
        var product = fields.text("product");
        var what = file.or(() -> product).orElse("the package");
        switch (fields.text("operation").orElse("query")) {
            case "install" -> {
                words.does("Install " + what);
                words.passes("the installer ends without an error (1641 and 3010: a restart is still to come)");
            }
            case "repair" -> {
                words.does("Repair " + what);
                words.passes("the installer ends without an error (1641 and 3010: a restart is still to come)");
            }
            case "uninstall" -> {
                words.does("Uninstall " + what);
                words.passes("the installer ends without an error, and it is gone");
            }
            default -> {
                words.does("Look for " + what + " among what is installed");
                if (fields.flag("expect-absent")) {
                    words.passes("it is not installed");
                } else {
                    words.passes("it is installed"
                            + fields.text("expect-version")
                                    .map(version -> ", with a version like /" + version + "/")
                                    .orElse(""));
                }
            }
        }
        fields.map("properties").forEach((name, value) -> words.detail("with the property " + name + "=" + value));
    }

    static void reboot(ActionFields fields, Draft words, Optional<ActionWords> until) {
        words.does(fields.flag("when-pending") ? "Restart the host if a restart is pending" : "Restart the host");
        fields.text("warning").ifPresent(time -> words.detail("announce it " + time + " before"));
        fields.text("reason").ifPresent(text -> words.detail("tell whoever is signed in: " + text));
        words.passes("it is back, started anew");
        until.ifPresent(check -> words.detail("then look until it is well: " + String.join(" ", check.sentences())));
    }

    static String oneOf(List<String> values) {
        if (values.size() == 1) {
            return values.getFirst();
        }
        return values.subList(0, values.size() - 1).stream().collect(Collectors.joining(", "))
                + " or "
                + values.getLast();
    }

    /** As one would type it. */
    private static String quoted(String word) {
        var lines = word.strip().replaceAll("\\s*\\R\\s*", " ");
        if (lines.isEmpty()) {
            return "\"\"";
        }
        return lines.indexOf(' ') >= 0 || lines.indexOf('\t') >= 0 ? '"' + lines + '"' : lines;
    }
}
