package dev.banksman.agent.action;

import dev.banksman.agent.action.FactsSource.Reading;
import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code facts}: shows what the host is and judges it by the limits given. Only looks. */
final class FactsAction implements ActionKind {

    private final FactsSource source;

    FactsAction(FactsSource source) {
        this.source = source;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.FACTS;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var facts = action.getFacts();
        if (facts.getMinMemoryMib() < 0 || facts.getMinFreeDiskMib() < 0) {
            throw new InvalidActionException("facts: expected limits of zero or more MiB, found "
                    + Math.min(facts.getMinMemoryMib(), facts.getMinFreeDiskMib()) + ".");
        }
        Optional<Path> disk = facts.getDiskPath().isEmpty()
                ? Optional.empty()
                : Optional.of(Fields.absolutePath("facts.disk-path", facts.getDiskPath()));
        return new Work.Inside(true, context -> judge(facts, disk, context));
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) {
        var disk = action.getFacts().getDiskPath();
        return disk.isEmpty()
                ? List.of()
                : List.of(AccountForesight.ownFolder("folder", Path.of(disk), false, outlook));
    }

    private Finding judge(Facts limits, Optional<Path> disk, Context context) throws InterruptedException {
        try {
            // The attempt's directory is on the disk of the agent's own.
            var place = disk.orElseGet(context::directory);
            var reading = source.read(place);
            var where = disk.map(path -> " at " + path).orElse("");
            context.print(show(reading, place));
            return judge(limits, reading, where).shown(show(reading, place)).finding();
        } catch (IOException e) {
            return Judgement.failed("facts of this host", IoReason.of(e)).finding();
        }
    }

    private static Judgement judge(Facts limits, Reading reading, String where) {
        var expected = new ArrayList<String>();
        var observed = new ArrayList<String>();
        var facts = reading.facts();
        var pass = true;
        if (limits.getMinMemoryMib() > 0) {
            expected.add("at least " + limits.getMinMemoryMib() + " MiB of memory");
            observed.add(facts.getMemoryMib() + " MiB of memory");
            pass = facts.getMemoryMib() >= limits.getMinMemoryMib();
        }
        if (limits.getMinFreeDiskMib() > 0) {
            expected.add("at least " + limits.getMinFreeDiskMib() + " MiB free" + where);
            observed.add(facts.getFreeDiskMib() + " MiB free" + where);
            pass &= facts.getFreeDiskMib() >= limits.getMinFreeDiskMib();
        }
        if (limits.getExpectNoPendingReboot()) {
            expected.add("no restart pending");
            observed.add(reboot(reading));
            // Not known is not passed.
            pass &= reading.rebootReasons().isEmpty() && reading.rebootDoubt().isEmpty();
        }
        if (expected.isEmpty()) {
            expected.add("facts of this host");
            observed.add(facts.getOs() + ", " + facts.getMemoryMib() + " MiB of memory");
        }
        return Judgement.of(pass, String.join(", ", expected), String.join(", ", observed))
                .output("os", facts.getOs())
                .output("host-name", facts.getHostName())
                .output("memory-mib", Long.toString(facts.getMemoryMib()))
                .output("free-disk-mib", Long.toString(facts.getFreeDiskMib()));
    }

    private static String reboot(Reading reading) {
        if (!reading.rebootReasons().isEmpty()) {
            return "a restart is pending (" + String.join(", ", reading.rebootReasons()) + ")";
        }
        return reading.rebootDoubt()
                .map(doubt -> "unknown whether a restart is pending: " + doubt)
                .orElse("no restart pending");
    }

    private static String show(Reading reading, Path disk) {
        var facts = reading.facts();
        return String.join(
                "\n",
                List.of(
                        "os: " + facts.getOs(),
                        "architecture: " + facts.getArchitecture(),
                        "host-name: " + facts.getHostName(),
                        "processors: " + facts.getProcessors(),
                        "memory-mib: " + facts.getMemoryMib(),
                        "free-disk-mib: " + facts.getFreeDiskMib() + " at " + disk,
                        "java: " + facts.getJavaVersion(),
                        "reboot: " + reboot(reading),
                        ""));
    }
}
