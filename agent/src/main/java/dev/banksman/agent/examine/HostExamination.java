package dev.banksman.agent.examine;

import dev.banksman.agent.action.FactsSource.Reading;
import dev.banksman.agent.action.Foresight;
import dev.banksman.agent.action.Foresight.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the host itself is, as far as its agent can tell. */
public final class HostExamination {

    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

    private final HostSources sources;
    private final HostLimits limits;

    public HostExamination(HostSources sources) {
        this(sources, HostLimits.DEFAULT);
    }

    HostExamination(HostSources sources, HostLimits limits) {
        this.sources = sources;
        this.limits = limits;
    }

    List<Foresight> look() throws InterruptedException {
        var found = new ArrayList<Foresight>();
        found.add(account());
        found.add(policy());
        found.add(certificate());
        facts(found);
        found.add(openFiles());
        found.add(zone());
        return found;
    }

    private Foresight account() throws InterruptedException {
        var account = sources.account().read();
        var rights = sources.windows() ? "an administrator's rights" : "root's rights";
        var observed = account.name()
                + account.elevated()
                        .map(elevated -> (elevated ? ", with " : ", without ") + rights)
                        .orElse(", and it cannot be told whether it has " + rights);
        if (!sources.windows()) {
            return new Foresight(
                    "account", Verdict.PASS, "an account that the runbooks' commands can do with", observed, "");
        }
        return account.elevated().orElse(false)
                ? new Foresight("account", Verdict.PASS, "an account with " + rights, observed, "")
                : new Foresight(
                        "account",
                        Verdict.WARN,
                        "an account with " + rights,
                        observed,
                        "Installers need them: let the agent's service run as LocalSystem.");
    }

    private Foresight policy() {
        var policy = sources.policy();
        var expected = "a policy that lets commands run";
        return policy.startsNothing()
                ? new Foresight(
                        "policy",
                        Verdict.WARN,
                        expected,
                        policy.words(),
                        "No program can be started here; name those that may be, as policy.programs in"
                                + " agent.properties.")
                : new Foresight("policy", Verdict.PASS, expected, policy.words(), "");
    }

    private Foresight certificate() {
        try {
            var validity = sources.certificate().read();
            var until = validity.until();
            var whole = Duration.between(validity.from(), until);
            var needed = whole.dividedBy(limits.certificateParts());
            var left = Duration.between(sources.clock().instant(), until);
            var expected = "at least " + days(needed) + " left";
            if (left.compareTo(needed) >= 0) {
                return new Foresight("certificate", Verdict.PASS, expected, days(left) + " left, until " + until, "");
            }
            return new Foresight(
                    "certificate",
                    left.isNegative() ? Verdict.FAIL : Verdict.WARN,
                    expected,
                    left.isNegative() ? "it ended at " + until : days(left) + " left, until " + until,
                    "It is renewed by itself when a third of its life is left. The agent's log says why it was not;"
                            + " enroll the host again before it ends.");
        } catch (IOException e) {
            return new Foresight(
                    "certificate",
                    Verdict.FAIL,
                    "a certificate that can be read",
                    String.valueOf(e.getMessage()),
                    "See what is in the agent's folder identity, or enroll the host again.");
        }
    }

    private static String days(Duration length) {
        return length.toDays() > 0 ? length.toDays() + " days" : length.toHours() + " hours";
    }

    private void facts(List<Foresight> found) throws InterruptedException {
        try {
            var reading = sources.facts().read(sources.root());
            found.add(disk(reading.facts().getFreeDiskMib()));
            found.add(reboot(reading));
        } catch (IOException e) {
            found.add(new Foresight(
                    "disk",
                    Verdict.FAIL,
                    "the agent's directory can be looked at",
                    String.valueOf(e.getMessage()),
                    "See what has become of " + sources.root() + "."));
        }
    }

    private Foresight disk(long freeMib) {
        var expected = "at least " + limits.warnFreeMib() + " MiB free at " + sources.root();
        var observed = freeMib + " MiB free";
        if (freeMib >= limits.warnFreeMib()) {
            return new Foresight("disk", Verdict.PASS, expected, observed, "");
        }
        return new Foresight(
                "disk",
                freeMib < limits.failFreeMib() ? Verdict.FAIL : Verdict.WARN,
                expected,
                observed,
                "Make room: output and records of commands lie there, and a command that cannot be recorded is"
                        + " refused.");
    }

    private static Foresight reboot(Reading reading) {
        var expected = "no restart pending";
        if (!reading.rebootReasons().isEmpty()) {
            return new Foresight(
                    "restart",
                    Verdict.WARN,
                    expected,
                    "a restart is pending (" + String.join(", ", reading.rebootReasons()) + ")",
                    "Restart the host before the window: installers may refuse to begin.");
        }
        return reading.rebootDoubt()
                .map(doubt -> new Foresight(
                        "restart",
                        Verdict.WARN,
                        expected,
                        "it cannot be told: " + doubt,
                        "Look on the host whether it waits for a restart."))
                .orElseGet(() -> new Foresight("restart", Verdict.PASS, expected, expected, ""));
    }

    private Foresight openFiles() {
        var most = sources.openFiles().most();
        var expected = "at least " + limits.openFiles() + " open files allowed";
        if (most.isEmpty()) {
            return new Foresight("open-files", Verdict.PASS, expected, "no limit known on this system", "");
        }
        return most.getAsLong() >= limits.openFiles()
                ? new Foresight("open-files", Verdict.PASS, expected, most.getAsLong() + " allowed", "")
                : new Foresight(
                        "open-files",
                        Verdict.WARN,
                        expected,
                        most.getAsLong() + " allowed",
                        "Raise the limit of the agent's service (LimitNOFILE in its unit).");
    }

    private Foresight zone() {
        var offset = OFFSET.format(sources.clock().instant().atZone(sources.zone()));
        return new Foresight(
                "time-zone",
                Verdict.PASS,
                "known, as the host's own logs are in it",
                sources.zone().getId() + ", now UTC" + offset,
                "");
    }
}
