package dev.banksman.controller.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters as people write them down: {@code name=value} lines, {@code #} before a comment. A value is taken as it
 * stands, without escapes, because Windows paths are made of backslashes.
 */
final class ParameterFile {

    private ParameterFile() {}

    /** @throws CommandFailure if a line is not one, or a name stands there twice */
    static Map<String, String> parse(Path file, String content) {
        var parameters = new LinkedHashMap<String, String>();
        var number = 0;
        for (var line : content.split("\\R", -1)) {
            number++;
            var text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                add(parameters, text, file + ":" + number);
            }
        }
        return parameters;
    }

    /** Adds one {@code name=value}; {@code where} begins the message if it is not one or the name is there already. */
    static void add(Map<String, String> parameters, String text, String where) {
        var equals = text.indexOf('=');
        var name = equals < 0 ? "" : text.substring(0, equals).strip();
        if (name.isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, where + ": expected NAME=VALUE, found " + Words.cut(text, 60));
        }
        if (parameters.putIfAbsent(name, text.substring(equals + 1).strip()) != null) {
            throw new CommandFailure(
                    ExitCode.REFUSED, where + ": expected each parameter once, found " + name + " twice");
        }
    }
}
