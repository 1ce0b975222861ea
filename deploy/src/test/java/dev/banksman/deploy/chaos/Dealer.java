package dev.banksman.deploy.chaos;

import dev.banksman.common.SystemTime;
import dev.banksman.deploy.chaos.ChaosRig.AgentHost;
import dev.banksman.deploy.chaos.CuttableProxy.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Deals blows, and starts again what died of them. Whatever is started is armed with the next crash point that nothing
 * has died at yet; a point that was armed in vain, because a blow was faster, waits for another turn.
 */
final class Dealer {

    /** Longer than the controller's limit of silence, and than what an agent waits for an answer. */
    private static final Duration BEYOND_SILENCE = Duration.ofMillis(4_500);

    private static final Duration A_WHILE = Duration.ofMillis(1_500);
    private static final int REFUSED = 2;
    private static final int LOOKS_FOR_COMMANDS = 200;

    private final ChaosRig rig;
    private final SplittableRandom random;
    private final List<AgentHost> hosts;
    private final Deque<String> controllerPoints;
    private final Deque<String> agentPoints;

    final Map<Blow, Integer> dealt = new EnumMap<>(Blow.class);
    final Map<String, Integer> crashed = new TreeMap<>();

    /** Attempts whose processes were killed: nobody can know how they would have ended. */
    final Set<String> destroyed = new TreeSet<>();

    Dealer(ChaosRig rig, SplittableRandom random, CrashPoints points) {
        this.rig = rig;
        this.random = random;
        this.hosts = List.copyOf(rig.hosts.values());
        this.controllerPoints = shuffled(points.controller());
        this.agentPoints = shuffled(points.agent());
    }

    private Deque<String> shuffled(List<String> names) {
        var left = new ArrayList<>(names);
        var order = new ArrayDeque<String>();
        while (!left.isEmpty()) {
            order.add(left.remove(random.nextInt(left.size())));
        }
        return order;
    }

    int kills() {
        int blows = dealt.entrySet().stream()
                .filter(entry -> entry.getKey().kills())
                .mapToInt(Map.Entry::getValue)
                .sum();
        return blows + crashed.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Crash points that nothing has died at yet. */
    Set<String> pointsLeft() {
        var left = new TreeSet<>(controllerPoints);
        left.addAll(agentPoints);
        left.addAll(armed());
        return left;
    }

    private List<String> armed() {
        var points = new ArrayList<String>();
        points.add(name(rig.controller.crashAt()));
        hosts.forEach(host -> points.add(name(host.agent.crashAt())));
        points.removeIf(String::isEmpty);
        return points;
    }

    void deal(Blow blow) throws IOException, InterruptedException {
        revive();
        var host = hosts.get(random.nextInt(hosts.size()));
        switch (blow) {
            case KILL_CONTROLLER -> {
                end(rig.controller, controllerPoints);
                startController();
            }
            case KILL_AGENT -> {
                end(host.agent, agentPoints);
                startAgent(host);
            }
            case FREEZE_CONTROLLER -> freeze(rig.controller);
            case FREEZE_AGENT -> freeze(host.agent);
            case RESTART_AGENT -> {
                host.agent.stop();
                end(host.agent, agentPoints);
                startAgent(host);
            }
            case RESTART_CONTROLLER -> {
                rig.controller.stop();
                end(rig.controller, controllerPoints);
                startController();
            }
            case CUT -> link(List.of(host), Mode.CUT, A_WHILE);
            case CUT_ALL -> link(hosts, Mode.CUT, A_WHILE);
            case HALF_OPEN -> link(List.of(host), Mode.SWALLOW, BEYOND_SILENCE);
            case SLOW_LINK -> link(List.of(host), Mode.SLOW, A_WHILE);
            case KILL_COMMAND -> destroyed.addAll(busy(host).commands().killAll());
            case REBOOT_HOST -> {
                var busy = busy(host);
                end(busy.agent, agentPoints);
                destroyed.addAll(busy.commands().killAll());
                busy.boot();
                startAgent(busy);
            }
            case SECOND_CONTROLLER -> {
                if (!secondIsRefused()) {
                    return;
                }
            }
            case FULL_DISK -> {
                // One that is only starting would say that there is no room, and end.
                if (!rig.allConnected()) {
                    return;
                }
                var disk = rig.disk.orElseThrow();
                disk.fill();
                SystemTime.pause(BEYOND_SILENCE);
                disk.free();
            }
        }
        dealt.merge(blow, 1, Integer::sum);
    }

    /** Whatever has died at a crash point starts again; whatever has ended otherwise is a fault. */
    void revive() throws IOException, InterruptedException {
        if (!rig.controller.alive()) {
            died(rig.controller);
            startController();
        }
        for (var host : hosts) {
            if (!host.agent.alive()) {
                died(host.agent);
                startAgent(host);
            }
        }
    }

    private void died(Victim victim) throws IOException {
        var point = name(victim.crashAt());
        if (victim.exitCode() != Victim.KILLED || point.isEmpty()) {
            throw new AssertionError(
                    victim.name() + " ended by itself with " + victim.exitCode() + "; it said: " + victim.lastWords());
        }
        crashed.merge(point, 1, Integer::sum);
    }

    /** kill -9, unless it has died at its crash point meanwhile, which then counts. */
    private void end(Victim victim, Deque<String> points) throws IOException, InterruptedException {
        var point = name(victim.crashAt());
        boolean died = !victim.alive() && victim.exitCode() == Victim.KILLED && !point.isEmpty();
        victim.kill();
        if (died) {
            crashed.merge(point, 1, Integer::sum);
        } else if (!point.isEmpty()) {
            points.add(point);
        }
    }

    private void startController() throws IOException {
        // Not at its first passing: that one belongs to taking runs over, which would be all that is ever hit.
        var next = controllerPoints.poll();
        rig.controller.start(next == null ? "" : next + ":" + (1 + random.nextInt(12)));
    }

    private void startAgent(AgentHost host) throws IOException {
        var next = agentPoints.poll();
        host.agent.start(next == null ? "" : next + ":1");
    }

    private static String name(String point) {
        return point.isEmpty() ? "" : point.substring(0, point.indexOf(':'));
    }

    /** A host on which a command runs, if one is found within a moment; else the given one. */
    private AgentHost busy(AgentHost otherwise) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS_FOR_COMMANDS; look++) {
            for (var host : hosts) {
                if (!host.commands().attempts().isEmpty()) {
                    return host;
                }
            }
            revive();
            SystemTime.pause(Duration.ofMillis(50));
        }
        return otherwise;
    }

    private static void freeze(Victim victim) throws IOException, InterruptedException {
        victim.signal("STOP");
        SystemTime.pause(BEYOND_SILENCE);
        victim.signal("CONT");
    }

    private static void link(List<AgentHost> hosts, Mode mode, Duration time) throws InterruptedException {
        hosts.forEach(host -> host.proxy.mode(mode));
        SystemTime.pause(time);
        hosts.forEach(host -> host.proxy.mode(Mode.PASS));
    }

    /** False where there was nothing to refuse it: the first died meanwhile, and let its directory go. */
    private boolean secondIsRefused() throws IOException, InterruptedException {
        var second = rig.secondController();
        second.start("");
        try {
            while (second.alive() && rig.controller.alive()) {
                SystemTime.pause(Duration.ofMillis(50));
            }
            if (second.alive() || !rig.controller.alive()) {
                return false;
            }
            if (second.exitCode() != REFUSED || !second.log().contains("is in use by ")) {
                throw new AssertionError("a second controller on the same directory was not refused: it ended with "
                        + second.exitCode() + " and said: " + second.lastWords());
            }
            return true;
        } finally {
            second.kill();
        }
    }
}
