package dev.banksman.agent.journal;

import dev.banksman.proto.agent.v1.AttemptId;
import java.util.regex.Pattern;

/**
 * Names one attempt, in the form in which the agent keeps it. Written {@code run/host/number}.
 *
 * @param run name of the run; becomes a directory, see {@link #problem}
 * @param number counts from 1 per (run, host)
 */
public record AttemptKey(String run, String host, long number) implements Comparable<AttemptKey> {

    /** No separators, no leading dot: a run's name must not lead out of the agent's directory. */
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public static AttemptKey of(AttemptId id) {
        return new AttemptKey(id.getRun(), id.getHost(), id.getNumber());
    }

    public AttemptId toId() {
        return AttemptId.newBuilder()
                .setRun(run)
                .setHost(host)
                .setNumber(number)
                .build();
    }

    /** What is wrong with this key on the given host, as a sentence; empty when it can be used. */
    public String problem(String thisHost) {
        if (!RUN.matcher(run).matches()) {
            return "Expected a run named with letters, digits, '.', '_' and '-' (100 at most), found '"
                    + (run.length() > 100 ? run.substring(0, 100) + "..." : run) + "'.";
        }
        if (!host.equals(thisHost)) {
            return "Expected an attempt for host '" + thisHost + "', found one for '" + host + "'.";
        }
        if (number < 1) {
            return "Expected an attempt number from 1 on, found " + number + ".";
        }
        return "";
    }

    @Override
    public int compareTo(AttemptKey other) {
        int byRun = run.compareTo(other.run);
        return byRun != 0 ? byRun : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return run + "/" + host + "/" + number;
    }
}
