package dev.banksman.deploy.chaos;

import dev.banksman.deploy.proof.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a whole session of chaos came to. */
final class ChaosSummary {

    private final Map<String, Integer> unknown = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private int runs;
    private int attempts;
    private long events;
    private int doubleStarts;
    private int lostResults;

    /** @param events of its journal */
    void add(Reckoning reckoning, long length) {
        runs++;
        events += length;
        attempts += reckoning.attempts;
        doubleStarts += reckoning.doubleStarts;
        lostResults += reckoning.lostResults;
        problems.addAll(reckoning.problems);
        reckoning.unknown.forEach((how, count) -> unknown.merge(how, count, Integer::sum));
    }

    void problem(String text) {
        problems.add(text);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    int doubleStarts() {
        return doubleStarts;
    }

    int lostResults() {
        return lostResults;
    }

    Proof proof(Dealer dealer) {
        var counts = new TreeMap<String, Long>();
        unknown.forEach((how, count) -> counts.put(how, (long) count));
        return new Proof(1, events, dealer.kills(), attempts, doubleStarts, lostResults, counts);
    }

    String text(long seed, Dealer dealer) {
        var lines = new ArrayList<String>();
        lines.add("chaos: seed " + seed);
        lines.add("  kills done        " + dealer.kills());
        lines.add("  runs              " + runs);
        lines.add("  attempts          " + attempts);
        lines.add("  double starts     " + doubleStarts);
        lines.add("  lost results      " + lostResults);
        lines.add("  unknown outcomes  "
                + unknown.values().stream().mapToInt(Integer::intValue).sum());
        unknown.forEach((how, count) -> lines.add("    " + count + " x " + how));
        lines.add("  blows");
        dealer.dealt.forEach((blow, count) -> lines.add("    " + count + " x " + blow.meaning()));
        for (var blow : Blow.values()) {
            if (!dealer.dealt.containsKey(blow)) {
                lines.add("    NOT DEALT: " + blow.meaning());
            }
        }
        lines.add("  died at");
        dealer.crashed.forEach((point, count) -> lines.add("    " + count + " x " + point));
        problems.forEach(problem -> lines.add("  PROBLEM " + problem));
        return String.join(System.lineSeparator(), lines);
    }
}
