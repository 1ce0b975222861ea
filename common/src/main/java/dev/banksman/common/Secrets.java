package dev.banksman.common;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Secrets in the form in which streams are searched for them: an Aho-Corasick automaton over bytes, which looks at
 * each byte of a stream once however many secrets there are. Immutable, to be shared by the {@link Redactor}s of all
 * streams. It holds the secrets in memory; its {@code toString} does not show them.
 */
public final class Secrets {

    static final int START = 0;

    /** No secrets: streams pass as they are. */
    public static final Secrets NONE = new Secrets(List.of());

    private final List<Map<Byte, Integer>> edges = new ArrayList<>();
    private int[] fallback = new int[1];
    private int[] depth = new int[1];
    private int[] match = new int[1];
    private int longest;

    private Secrets(Collection<byte[]> patterns) {
        edges.add(new HashMap<>());
        for (var pattern : patterns) {
            add(pattern);
        }
        link();
    }

    /**
     * Looks for each secret as a whole and, where it has several lines, for each line of four characters and more (a
     * program may print them with other line ends). Each is looked for in UTF-8, UTF-16 as Windows writes it, and the
     * given character sets (a Windows console's own, for instance). Empty secrets are ignored.
     */
    public static Secrets of(Collection<String> values, Charset... others) {
        var charsets = new HashSet<Charset>(Arrays.asList(others));
        charsets.addAll(List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE));
        Set<String> texts = new HashSet<>();
        for (var value : values) {
            texts.add(value);
            value.lines().filter(line -> line.length() >= 4).forEach(texts::add);
        }
        var patterns = new ArrayList<byte[]>();
        for (var text : texts) {
            for (var charset : charsets) {
                patterns.add(text.getBytes(charset));
            }
        }
        patterns.removeIf(pattern -> pattern.length == 0);
        return patterns.isEmpty() ? NONE : new Secrets(patterns);
    }

    public boolean isEmpty() {
        return edges.size() == 1;
    }

    /** Bytes of the longest form searched for; who begins in the middle of a stream reads this many before it. */
    public int longest() {
        return longest;
    }

    int next(int from, byte value) {
        int state = from;
        while (true) {
            Integer to = edges.get(state).get(value);
            if (to != null) {
                return to;
            }
            if (state == START) {
                return START;
            }
            state = fallback[state];
        }
    }

    /** How many of the latest bytes may be the beginning of a secret. */
    int depth(int state) {
        return depth[state];
    }

    /** Length of the longest secret that ends here; 0 for none. */
    int matchLength(int state) {
        return match[state];
    }

    private void add(byte[] pattern) {
        int state = START;
        for (byte value : pattern) {
            Integer to = edges.get(state).get(value);
            if (to == null) {
                to = edges.size();
                edges.get(state).put(value, to);
                edges.add(new HashMap<>());
                fallback = Arrays.copyOf(fallback, to + 1);
                depth = Arrays.copyOf(depth, to + 1);
                match = Arrays.copyOf(match, to + 1);
                depth[to] = depth[state] + 1;
            }
            state = to;
        }
        match[state] = pattern.length;
        longest = Math.max(longest, pattern.length);
    }

    private void link() {
        var queue = new ArrayDeque<Integer>(edges.get(START).values());
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (var edge : edges.get(state).entrySet()) {
                int to = edge.getValue();
                fallback[to] = next(fallback[state], edge.getKey());
                match[to] = Math.max(match[to], match[fallback[to]]);
                queue.add(to);
            }
        }
    }

    @Override
    public String toString() {
        return "Secrets[states=" + edges.size() + "]";
    }
}
