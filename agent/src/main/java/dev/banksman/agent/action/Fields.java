package dev.banksman.agent.action;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks of fields that several actions share; each refuses with the field's name in the runbook. */
final class Fields {

    private Fields() {}

    static String required(String field, String value) throws InvalidActionException {
        if (value.isBlank()) {
            throw new InvalidActionException(field + ": expected a value, found none.");
        }
        return withoutNul(field, value);
    }

    /** The operating system ends strings at NUL: what follows would be lost in silence. */
    static String withoutNul(String field, String value) throws InvalidActionException {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidActionException(field + ": expected text without NUL characters, found one.");
        }
        return value;
    }

    /** An absolute path: a relative one would depend on where the agent happens to run. */
    static Path absolutePath(String field, String value) throws InvalidActionException {
        Path path;
        try {
            path = Path.of(required(field, value));
        } catch (InvalidPathException e) {
            throw new InvalidActionException(
                    field + ": expected a path, found '" + value + "': " + e.getReason() + ".");
        }
        if (!path.isAbsolute()) {
            throw new InvalidActionException(
                    field + ": expected an absolute path on this host, found '" + value + "'.");
        }
        return path.normalize();
    }

    /** A character set by its name; empty for none. */
    static Optional<Charset> charset(String field, String name) throws InvalidActionException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InvalidActionException(field + ": expected a character set that Java knows, such as UTF-8, "
                    + "UTF-16LE, IBM850 or windows-1252; found '" + name + "'.");
        }
    }

    /** Words for a person: {@code 0}, {@code 0 or 3010}, {@code 0, 1641 or 3010}. */
    static String either(List<Integer> values) {
        var words = new StringBuilder();
        for (var i = 0; i < values.size(); i++) {
            if (i > 0) {
                words.append(i == values.size() - 1 ? " or " : ", ");
            }
            words.append(values.get(i));
        }
        return words.toString();
    }
}
