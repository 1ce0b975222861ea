package dev.banksman.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The command line: a command and options with values ({@code --dir D} or {@code --dir=D}) or without.
 *
 * @param command the first word
 */
record Arguments(String command, Map<String, String> values, Set<String> flags) {

    /** What somebody typed makes no sense; the message says what was expected. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        UsageException(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    /**
     * @param withValue options of each command that take a value
     * @param withoutValue options of each command that take none
     */
    static Arguments parse(
            List<String> words, Map<String, Set<String>> withValue, Map<String, Set<String>> withoutValue)
            throws UsageException {
        var command = words.get(0);
        var valued = withValue.get(command);
        var flagged = withoutValue.getOrDefault(command, Set.of());
        if (valued == null) {
            throw new UsageException("Expected a command (" + String.join(", ", new TreeSet<>(withValue.keySet()))
                    + "), found '" + command + "'.");
        }
        var values = new HashMap<String, String>();
        var flags = new TreeSet<String>();
        for (int i = 1; i < words.size(); i++) {
            var word = words.get(i);
            int equals = word.indexOf('=');
            var name = equals > 0 ? word.substring(0, equals) : word;
            if (valued.contains(name)) {
                if (equals < 0 && i + 1 == words.size()) {
                    throw new UsageException("Expected a value after " + name + ", found nothing.");
                }
                var value = equals > 0 ? word.substring(equals + 1) : words.get(++i);
                if (values.put(name, value) != null) {
                    throw new UsageException("Expected " + name + " once, found it twice.");
                }
            } else if (flagged.contains(word)) {
                flags.add(word);
            } else {
                var all = new TreeSet<>(valued);
                all.addAll(flagged);
                throw new UsageException("Expected an option of '" + command + "' (" + String.join(", ", all)
                        + "), found '" + word + "'.");
            }
        }
        return new Arguments(command, Map.copyOf(values), Set.copyOf(flags));
    }

    Optional<String> find(String option) {
        return Optional.ofNullable(values.get(option));
    }

    String need(String option) throws UsageException {
        return find(option)
                .orElseThrow(() ->
                        new UsageException("'" + command + "' needs " + option + "; see 'banksman-agent --help'."));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
