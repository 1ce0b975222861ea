package dev.banksman.controller.authoring;

import dev.banksman.controller.authoring.ActionWords.Draft;
import java.util.Optional;

/** Words for what asks: databases, web addresses, ports, hosts, and the clock. */
final class LookWords {
    private LookWords() {}

    static void sql(ActionFields fields, Draft words) {
        var statements = fields.texts("statements");
        var query = fields.text("query");
        var url = fields.text("url").orElse("the database");
        var generated = fields.text("generated");
        var from = fields.text("statements-from");
        var changes = !statements.isEmpty() || generated.isPresent() || from.isPresent();
        words.does((changes ? "Execute at " : "Ask ") + url + ":");
        var text = new StringBuilder();
        statements.forEach(s -> text.append(s.strip()).append(s.strip().endsWith(";") ? "\n" : ";\n"));
        generated.ifPresent(q -> text.append("-- each statement that this gives\n")
                .append(q.strip())
                .append('\n'));
        from.ifPresent(
                s -> text.append("-- each of these lines\n").append(s.strip()).append('\n'));
        query.ifPresent(q -> text.append(changes ? "-- then ask\n" : "").append(q.strip()));
        words.verbatim(text.toString());
        fields.text("save").ifPresent(name -> words.detail("keep the first column of what it answers, as " + name));
        fields.text("user").filter(user -> !user.isEmpty()).ifPresent(user -> words.detail("as the login " + user));
        fields.text("password-secret")
                .filter(secret -> !secret.isEmpty())
                .ifPresent(secret -> words.detail("with the password that is kept as the secret " + secret));
        var parameters = fields.texts("parameters");
        if (!parameters.isEmpty()) {
            words.detail("in the places of the question marks: " + String.join(", ", parameters));
        }
        if (fields.flag("transaction")) {
            words.detail("all in one transaction");
        }
        if (changes) {
            words.passes("no statement fails");
        }
        fields.text("expect-rows").ifPresent(rows -> words.passes(rows(rows)));
        fields.text("expect-value")
                .ifPresent(regex -> words.passes("the first value of the first row is like /" + regex + "/"));
        if (query.isPresent() && !fields.has("expect-rows") && !fields.has("expect-value")) {
            words.passes("it answers");
        }
    }

    private static String rows(String expected) {
        return switch (expected) {
            case "0" -> "no row comes back";
            case "1" -> "one row comes back";
            case ">=1" -> "at least one row comes back";
            default -> expected + " rows come back";
        };
    }

    static void http(ActionFields fields, Draft words) {
        var method = fields.text("method").orElse("GET");
        words.does("Send " + method + " to " + fields.text("url").orElse(""));
        fields.map("headers").forEach((name, value) -> words.detail("with the header " + name + ": " + value));
        fields.text("body").ifPresent(body -> words.detail("with the body: " + body.strip()));
        fields.text("trust")
                .filter(file -> !file.isEmpty())
                .ifPresent(file -> words.detail("trusting the authorities in " + file));
        var codes = fields.texts("expect-status");
        var within = fields.text("within").map(time -> ", within " + time).orElse("");
        words.passes("the answer has the status " + (codes.isEmpty() ? "200" : ProgramWords.oneOf(codes)) + within);
        fields.text("expect-body").ifPresent(regex -> words.passes("its body contains something like /" + regex + "/"));
    }

    static void tcp(ActionFields fields, Draft words) {
        var port = fields.text("port").orElse("");
        words.does("Connect to port " + port + " of " + fields.text("address").orElse(""));
        var within = ", within " + fields.text("within").orElse("5s");
        words.passes((fields.flag("expect-closed") ? "it refuses" : "it answers") + within);
    }

    static void facts(ActionFields fields, Draft words) {
        words.does("Look at memory, disk and system of this host");
        fields.text("min-memory-mib").ifPresent(mib -> words.passes("it has at least " + mib + " MiB of memory"));
        var path = fields.text("disk-path").map(place -> " at " + place).orElse("");
        fields.text("min-free-disk-mib")
                .ifPresent(mib -> words.passes("at least " + mib + " MiB of disk are free" + path));
        if (fields.flag("expect-no-pending-reboot")) {
            words.passes("no restart is pending");
        }
    }

    static void waiting(ActionFields fields, Draft words, Optional<ActionWords> until) {
        var every = fields.text("every").orElse("5s");
        if (until.isEmpty()) {
            words.does("Wait " + fields.text("duration").orElse(""));
            words.passes("the time is over");
            return;
        }
        var look = until.get();
        words.does("Do this every " + every + " until it is well: " + look.does());
        words.verbatim(look.verbatim());
        look.details().forEach(words::detail);
        look.passes().forEach(words::passes);
    }
}
