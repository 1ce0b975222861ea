package dev.banksman.controller.upgrade;

import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about one course over many hosts: one host at a time until one is confirmed, then waves; the next begins when
 * every host of the one before is back with the version confirmed; the first failure lets the present wave end and begins
 * no other. Knows no clock and
 * no link: time comes in as nanoseconds, and what is to be done comes out of {@link #next()}. For one thread.
 */
final class Rollout {

    /** Time without a word after which a host counts as lost, by what it was last heard to do. */
    record Limits(Duration answer, Duration fetch, Duration confirm) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(45), Duration.ofMinutes(20), Duration.ofMinutes(1));
    }

    /** What is to be done, or told. */
    sealed interface Effect {
        /** Send the order; the answer to {@link #sent} says whether the host was there. */
        record Ask(String host) implements Effect {}

        record Tell(HostChange change) implements Effect {}
    }

    private static final int TRIES = 3;

    private static final class Host {
        final String name;
        final String from;
        HostStage stage = HostStage.WAITING;
        long deadline;
        int asked;
        int adopted;

        Host(String name, String from) {
            this.name = name;
            this.from = from;
        }

        /** It was heard to work on the order. */
        boolean begun() {
            return stage == HostStage.FETCHING || stage == HostStage.CHECKED || stage == HostStage.RESTARTING;
        }
    }

    private final AgentPackage target;
    private final Limits limits;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    /** Those whose turn has not come. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private final int size;
    private final List<List<String>> planned;
    private final Deque<Effect> effects = new ArrayDeque<>();
    private List<String> wave = List.of();
    private String reason = "";

    /**
     * @param versions the version of each host's agent, empty for one that is away; in the order in which they are to go
     * @param size hosts at a time, once one is confirmed
     */
    Rollout(AgentPackage target, Map<String, Optional<String>> versions, int size, Limits limits) {
        this.target = target;
        this.size = size;
        this.limits = limits;
        versions.forEach((name, version) -> {
            var host = new Host(name, version.orElse(""));
            hosts.put(name, host);
            if (version.isEmpty()) {
                become(host, HostStage.AWAY, "Its agent is not connected; it is left as it is.");
            } else if (version.get().equals(target.version())) {
                become(host, HostStage.ALREADY, "");
            } else {
                waiting.add(name);
            }
        });
        planned = planned(List.copyOf(waiting), size);
        turn();
    }

    private static List<List<String>> planned(List<String> concerned, int size) {
        var waves = new ArrayList<List<String>>();
        for (int from = 0; from < concerned.size(); ) {
            int to = Math.min(concerned.size(), from + (from == 0 ? 1 : size));
            waves.add(concerned.subList(from, to));
            from = to;
        }
        return List.copyOf(waves);
    }

    /** The hosts that will be asked, wave by wave, if none of them goes away meanwhile. */
    List<List<String>> plan() {
        return planned;
    }

    /** What is to be done now; empty when there is nothing until something comes in. */
    Optional<Effect> next() {
        return Optional.ofNullable(effects.poll());
    }

    boolean over() {
        return effects.isEmpty()
                && wave.stream().allMatch(name -> host(name).stage.isEnd())
                && waiting.isEmpty();
    }

    /** Why it stopped; empty if it did not. */
    String reason() {
        return reason;
    }

    int count(HostStage stage) {
        return (int) hosts.values().stream().filter(host -> host.stage == stage).count();
    }

    int failures() {
        return (int)
                hosts.values().stream().filter(host -> host.stage.isFailure()).count();
    }

    /** Hosts that were never asked. */
    List<String> left() {
        return hosts.values().stream()
                .filter(host -> host.stage == HostStage.WAITING)
                .map(host -> host.name)
                .toList();
    }

    /** The order was handed to the host's link, or there was none. */
    void sent(String name, boolean there, long now) {
        var host = host(name);
        host.asked++;
        if (there) {
            host.deadline = now + limits.answer().toNanos();
            if (host.stage == HostStage.WAITING) {
                become(host, HostStage.ASKED, "");
            }
        } else if (host.stage == HostStage.WAITING) {
            become(host, HostStage.AWAY, "Its agent is not connected any more; it is left as it is.");
        }
        turn();
    }

    /** The host's agent has a new link, and says what it is. */
    void greeted(String name, Hello hello, long now) {
        var host = hosts.get(name);
        if (host == null || host.asked == 0 || host.stage.isEnd()) {
            return;
        }
        var said = hello.getUpgrade();
        var concerned = said.getVersion().equals(target.version());
        if (hello.getAgentVersion().equals(target.version())) {
            host.adopted = (int) hello.getAttemptsList().stream()
                    .filter(report -> report.hasStarted() && report.getStarted().getAdopted())
                    .count();
            host.deadline = now + limits.confirm().toNanos();
        }
        if (concerned && !(said.getPhase() == UpgradePhase.UPGRADE_PHASE_ROLLED_BACK && !host.begun())) {
            reported(name, said, now);
        } else if (host.asked < TRIES) {
            // It knows nothing of the order: that was lost with the link before. A rollback that it tells of, without
            // ever having begun with this order, is one of an earlier order.
            effects.add(new Effect.Ask(name));
        } else {
            become(host, HostStage.LOST, "It was asked " + TRIES + " times, and lost its link each time.");
            turn();
        }
    }

    void reported(String name, UpgradeReport report, long now) {
        var host = hosts.get(name);
        if (host == null
                || host.asked == 0
                || host.stage.isEnd()
                || !report.getVersion().equals(target.version())) {
            return;
        }
        switch (report.getPhase()) {
            case UPGRADE_PHASE_FETCHING ->
                proceed(host, HostStage.FETCHING, now + limits.fetch().toNanos());
            case UPGRADE_PHASE_CHECKED ->
                proceed(host, HostStage.CHECKED, now + limits.fetch().toNanos());
            case UPGRADE_PHASE_RESTARTING -> {
                var back =
                        Duration.ofSeconds(report.getBackWithin().getSeconds()).plus(limits.confirm());
                proceed(host, HostStage.RESTARTING, now + back.toNanos());
            }
            case UPGRADE_PHASE_CONFIRMED -> become(host, HostStage.CONFIRMED, "");
            case UPGRADE_PHASE_ROLLED_BACK -> become(host, HostStage.ROLLED_BACK, report.getMessage());
            case UPGRADE_PHASE_REFUSED -> become(host, HostStage.REFUSED, report.getMessage());
            // A newer agent's word that this controller does not know; what follows it will tell.
            case UPGRADE_PHASE_UNSPECIFIED, UNRECOGNIZED -> {}
        }
        turn();
    }

    /** Time has passed. */
    void tick(long now) {
        for (var name : wave) {
            var host = host(name);
            if (!host.stage.isEnd() && host.asked > 0 && now - host.deadline > 0) {
                become(host, HostStage.LOST, lost(host.stage));
            }
        }
        turn();
    }

    private static String lost(HostStage stage) {
        return switch (stage) {
            case WAITING, ASKED ->
                "It has not answered. Its agent may be too old to change its version by itself: upgrade it by hand.";
            case FETCHING, CHECKED -> "Nothing was heard of it while it fetched and examined the package.";
            case RESTARTING ->
                "It has not come back with either version. Look at its agent's log on the host; commands there go on.";
            case CONFIRMED, ALREADY, AWAY, ROLLED_BACK, REFUSED, LOST ->
                throw new IllegalStateException(stage + " is an end");
        };
    }

    /** Begins the next wave if this one is through. */
    private void turn() {
        while (wave.stream().allMatch(name -> host(name).stage.isEnd()) && !waiting.isEmpty()) {
            if (!reason.isEmpty()) {
                waiting.clear();
                return;
            }
            var next = new ArrayList<String>();
            // A version that no host has shown to work is not given to several.
            int most = count(HostStage.CONFIRMED) == 0 ? 1 : size;
            while (next.size() < most && !waiting.isEmpty()) {
                next.add(waiting.remove());
            }
            wave = List.copyOf(next);
            wave.forEach(name -> effects.add(new Effect.Ask(name)));
        }
    }

    private void proceed(Host host, HostStage stage, long deadline) {
        host.deadline = deadline;
        if (host.stage != stage) {
            become(host, stage, "");
        }
    }

    private void become(Host host, HostStage stage, String message) {
        host.stage = stage;
        if (stage.isFailure() && reason.isEmpty()) {
            reason = "Host " + host.name + ": " + (message.isEmpty() ? stage.name() : message);
        }
        var adopted = stage == HostStage.CONFIRMED ? host.adopted : 0;
        effects.add(new Effect.Tell(new HostChange(host.name, stage, host.from, message, adopted)));
    }

    private Host host(String name) {
        var host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("Host " + name + " is not of this course");
        }
        return host;
    }
}
