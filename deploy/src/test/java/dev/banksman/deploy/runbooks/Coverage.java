package dev.banksman.deploy.runbooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The list of a procedure's facts beside its runbook: ID, kind, and for some the stage or the reason why not carried. */
record Coverage(Map<String, Fact> facts) {

    private static final Pattern LINE = Pattern.compile("([A-Z]+-\\d{3}),([A-Z]+),([a-z-]*),(?:\"([^\"]+)\")?");

    enum Kind {
        PRE,
        ACT,
        WARN,
        CHK,
        ORD,
        DEC,
        LOOP,
        BAK,
        RST,
        TRB,
        INFO
    }

    record Fact(String id, Kind kind, Optional<String> stage, Optional<String> reason) {}

    static Coverage read(Path file) throws IOException {
        var facts = new LinkedHashMap<String, Fact>();
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith("#") || line.equals("fact,kind,stage,reason")) {
                continue;
            }
            var matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(file + ": expected FACT,KIND,STAGE,\"REASON\", found " + line);
            }
            var fact = new Fact(
                    matcher.group(1),
                    Kind.valueOf(matcher.group(2)),
                    Optional.of(matcher.group(3)).filter(text -> !text.isEmpty()),
                    Optional.ofNullable(matcher.group(4)));
            if (facts.put(fact.id(), fact) != null) {
                throw new IOException(file + ": " + fact.id() + " is there twice");
            }
        }
        return new Coverage(facts);
    }
}
