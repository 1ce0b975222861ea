package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.deploy.proof.Proof;
import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What holds when a network goes while commands run, whatever the network is made of: what runs goes on and its end is
 * kept; nothing starts on a host that nobody reaches; and when the network is back, all of it comes together by itself.
 *
 * @param <M> machines whose cables can be pulled
 */
final class NetworkCuts<M extends Machine.Cabled> {

    private static final int LINES = 20;

    private final NetRig<M> rig;
    private final Path root;

    /** What these came to. */
    private int starts;

    private int doubleStarts;
    private int lostResults;
    private long events;
    private int kills;
    private int unknown;

    NetworkCuts(NetRig<M> rig, Path root) {
        this.rig = rig;
        this.root = root;
    }

    /** Something that is done to a network while commands run. */
    interface Blow {
        void deal() throws IOException, InterruptedException;
    }

    int starts() {
        return starts;
    }

    Proof proof() {
        return new Proof(
                0,
                events,
                kills,
                starts,
                doubleStarts,
                lostResults,
                unknown == 0 ? Map.of() : Map.of("held: a person marked it done", (long) unknown));
    }

    /** All of these are away while their commands end. */
    void away(Collection<NetRig<M>.NetHost> away) throws IOException, InterruptedException {
        away(away, () -> {
            for (var host : away) {
                host.machine.cut();
            }
        });
    }

    /**
     * @param away the hosts that the blow makes unreachable, in one direction at least
     */
    void away(Collection<NetRig<M>.NetHost> away, Blow blow) throws IOException, InterruptedException {
        var course = begin(LINES);
        blow.deal();
        var left = rig.hosts.keySet().stream()
                .filter(name -> away.stream().noneMatch(host -> host.name.equals(name)))
                .sorted()
                .toList();
        await("the controller misses them")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> rig.connected().equals(left));
        course.go();
        await("what runs goes on to its end, there as here")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> course.ledger.ends().keySet().containsAll(course.first()));
        await("hosts that are reached go on")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> course.tasks().stream()
                        .filter(task -> left.contains(task.getHost()))
                        .allMatch(NetworkCuts::succeeded));
        for (var host : away) {
            assertThat(course.ledger.starts().keySet())
                    .as("nothing new starts on %s", host.name)
                    .filteredOn(id -> id.contains("/" + host.name + "/"))
                    .hasSize(1);
        }
        mend();
        course.comesTogether();
    }

    /** The network is there, and hardly: what it carries, it carries late. */
    void slow(Blow blow, int lines) throws IOException, InterruptedException {
        blow.deal();
        var course = begin(lines);
        course.go();
        course.comesTogether();
        mend();
    }

    /** The machine loses its power while its command runs, and comes back with a new boot id. */
    void reboot(NetRig<M>.NetHost host) throws IOException, InterruptedException {
        var course = begin(LINES);
        host.machine.powerOff();
        kills++;
        await("the controller misses it")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> !rig.connected().contains(host.name));
        course.go();
        host.start();
        await("nobody knows how it ended")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> course.task("under-way", host.name).getState() == TaskState.TASK_STATE_AWAITING_DECISION);
        var asked = course.task("under-way", host.name);
        assertThat(executions(asked)).singleElement().satisfies(only -> {
            assertThat(only.getOutcome()).isEqualTo("UNKNOWN");
            assertThat(only.getMessage()).contains("has been restarted").contains(host.name + "-boot-");
        });
        rig.console.insist(
                Console.decide(course.run + "-done", course.run, asked, DecisionKind.DECISION_KIND_MARK_DONE));
        unknown++;
        course.ends();
        course.count();
        assertThat(course.ledger.starts().values()).containsOnly(1);
        assertThat(course.ledger.starts()).hasSize(2 * rig.hosts.size());
    }

    private void mend() throws IOException, InterruptedException {
        rig.controller.mend();
        for (var host : rig.hosts.values()) {
            host.machine.mend();
        }
    }

    private Course begin(int lines) throws IOException, InterruptedException {
        var course = new Course(lines);
        await("the first step runs everywhere")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> course.ledger.starts().size() == rig.hosts.size()
                        && course.tasks().stream()
                                .filter(task -> task.getStep().equals("under-way"))
                                .allMatch(task -> task.getState() == TaskState.TASK_STATE_RUNNING));
        return course;
    }

    private static boolean succeeded(Task task) {
        return task.getState() == TaskState.TASK_STATE_SUCCEEDED;
    }

    private static List<Attempt> executions(Task task) {
        return task.getAttemptsList().stream()
                .filter(attempt -> attempt.getPurpose().equals("execute"))
                .toList();
    }

    /** One run. */
    private final class Course {
        final StepLedger ledger;
        final String run;
        private final int lines;

        Course(int lines) throws IOException, InterruptedException {
            this.lines = lines;
            var key = SystemTime.ids().get();
            ledger = new StepLedger(root.resolve("ledger").resolve(key));
            run = rig.console.insist(Console.start(
                    key,
                    NetworkCutRunbook.TEXT,
                    ChaosRunbook.inventory(rig.hosts.keySet()),
                    Map.of("ledger", ledger.directory().toString(), "lines", Integer.toString(lines))));
        }

        /** The first step may end now. */
        void go() throws IOException {
            Files.createFile(ledger.directory().resolve("go"));
        }

        List<Task> tasks() throws InterruptedException {
            return rig.console.insist(Console.tasks(run));
        }

        Task task(String step, String host) throws InterruptedException {
            return tasks().stream()
                    .filter(task ->
                            task.getStep().equals(step) && task.getHost().equals(host))
                    .findFirst()
                    .orElseThrow();
        }

        /** The attempts of the first step that the journal knows. */
        TreeSet<String> first() throws InterruptedException {
            var ids = new TreeSet<String>();
            for (var task : tasks()) {
                if (task.getStep().equals("under-way")) {
                    executions(task).forEach(attempt -> ids.add(id(task, attempt)));
                }
            }
            return ids;
        }

        private String id(Task task, Attempt attempt) {
            return run + "/" + task.getHost() + "/" + attempt.getNumber();
        }

        void ends() {
            await("the run ends by itself")
                    .atMost(ChaosRig.PATIENCE)
                    .until(
                            () -> rig.console.ask(Console.run(run)).map(Run::getPhase),
                            Optional.of(RunPhase.RUN_PHASE_SUCCEEDED)::equals);
        }

        void comesTogether() throws IOException, InterruptedException {
            ends();
            count();
            assertThat(ledger.starts().values()).as("started once each").containsOnly(1);
            assertThat(ledger.starts()).hasSize(2 * rig.hosts.size());
            for (var task : tasks()) {
                assertThat(succeeded(task)).as(task.toString()).isTrue();
                var begun = executions(task).stream()
                        .filter(attempt -> ledger(attempt, task))
                        .toList();
                assertThat(begun)
                        .as("%s on %s", task.getStep(), task.getHost())
                        .singleElement()
                        .satisfies(attempt -> {
                            assertThat(attempt.getOutcome()).isEqualTo("SUCCEEDED");
                            assertThat(attempt.getExitCode())
                                    .isEqualTo(task.getStep().equals("after") ? 0 : 7);
                        });
                if (task.getStep().equals("under-way")) {
                    var id = id(task, begun.getFirst());
                    var whole = ChaosRunbook.output(id, lines) + "the end of " + id + "\n";
                    await("its output, without a hole")
                            .atMost(ChaosRig.PATIENCE)
                            .untilAsserted(() -> assertThat(output(task.getHost(), begun.getFirst()))
                                    .isEqualTo(whole));
                }
            }
        }

        void count() throws IOException, InterruptedException {
            starts += ledger.starts().size();
            doubleStarts += ledger.starts().values().stream()
                    .mapToInt(times -> times - 1)
                    .sum();
            events += rig.console.insist(Console.run(run)).getPosition();
            var ends = ledger.ends();
            for (var task : tasks()) {
                lostResults += executions(task).stream()
                        .filter(attempt -> ends.containsKey(id(task, attempt)))
                        .filter(attempt ->
                                !attempt.hasExitCode() || attempt.getExitCode() != ends.get(id(task, attempt)))
                        .count();
            }
        }

        private boolean ledger(Attempt attempt, Task task) {
            try {
                return ledger.starts().containsKey(id(task, attempt));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private String output(String host, Attempt attempt) throws InterruptedException {
            var bytes = ByteString.EMPTY;
            for (var piece : rig.console.insist(Console.output(run, host, attempt.getNumber()))) {
                bytes = bytes.concat(piece.getData());
            }
            return bytes.toStringUtf8();
        }
    }
}
