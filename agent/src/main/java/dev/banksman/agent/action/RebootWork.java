package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The course of one restart. Before it asks the system, it writes down, durably, under which start of the host it does.
 * Whenever it is run again (the agent was killed, the host is back) it compares: another start means that the restart
 * has been; the same one means that the request may have been lost, and asking again is harmless, since one restart
 * answers both.
 *
 * @param tool how a restart is asked for
 * @param whenPending only where the system says that a restart is pending
 * @param since the start under which the restart became due, where that was before this attempt
 * @param until what must pass after the restart
 */
public record RebootWork(
        Restart tool, FactsSource facts, boolean whenPending, Optional<String> since, Optional<Work.Body> until)
        implements Work.Body {

    private static final String FILE = "restart-of";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_UNTIL = Duration.ofSeconds(5);
    /** The attempt's own time ends it. */
    private static final Duration WITHIN = Duration.ofDays(30);

    @Override
    public Finding run(Context context) throws InterruptedException {
        try {
            return run(context, facts.bootId());
        } catch (ToolException e) {
            return Judgement.failed("a restart of the host", e.getMessage()).finding();
        } catch (IOException e) {
            return Judgement.failed("a restart of the host", IoReason.of(e)).finding();
        }
    }

    private Finding run(Context context, String now) throws IOException, ToolException, InterruptedException {
        var file = context.directory().resolve(FILE);
        var written = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.<String>empty();
        var before = written.or(() -> since).orElse(now);
        if (!now.equals(before)) {
            return back(context, before, now);
        }
        if (written.isEmpty()) {
            if (whenPending && nonePending(context)) {
                return Judgement.passed("a restart where one is pending", "no restart is pending; nothing was done")
                        .finding();
            }
            write(file, now);
            CrashPoint.reach("restart-written");
        }
        try {
            tool.ask();
            CrashPoint.reach("restart-asked");
            context.print("Asked the system to restart this host (start " + now + ").\n");
            while (facts.bootId().equals(before)) {
                context.pause(LOOK);
            }
        } catch (InterruptedException e) {
            return stopped(before);
        }
        // Only where a start can change under a living agent: in a container, a lab, a test.
        return back(context, before, facts.bootId());
    }

    /** Cancelled or out of time, and the host is still up. */
    private Finding stopped(String before) throws InterruptedException {
        var observed = tool.takeBack()
                ? "the restart was taken back; the host still runs under start " + before
                : "the host still runs under start " + before + "; it may yet restart, the system took nothing back";
        return Judgement.failed("the host is back after a restart", observed).finding();
    }

    private Finding back(Context context, String before, String now) throws InterruptedException {
        var observed = "restarted: start " + before + " before, " + now + " now";
        context.print(observed + "\n");
        var passed = Judgement.passed("the host is back after a restart", observed)
                .shown(observed)
                .output("start-before", before)
                .output("start", now);
        if (until.isEmpty()) {
            return passed.finding();
        }
        var quiet = new QuietContext(context);
        var finding =
                Polling.until(context, WITHIN, LOOK_UNTIL, limit -> until.get().run(quiet));
        return Judgement.of(
                        finding.succeeded(),
                        "the host is back after a restart, and then: "
                                + finding.observation().getExpected(),
                        observed + "; " + finding.observation().getObserved())
                .shown(observed)
                .output("start-before", before)
                .output("start", now)
                .finding();
    }

    private boolean nonePending(Context context) throws IOException, InterruptedException {
        var reading = facts.read(context.directory());
        // Not known is not none: a restart too many is better than an upgrade on a host that waits for one.
        return reading.rebootReasons().isEmpty() && reading.rebootDoubt().isEmpty();
    }

    private static void write(Path file, String start) throws IOException {
        DurableFiles.write(file, start.getBytes(StandardCharsets.UTF_8));
        // Its directory was made for this attempt, and may itself be younger than the last sync.
        var directory = file.toAbsolutePath().getParent();
        if (directory != null && directory.getParent() != null) {
            DurableFiles.syncDirectory(directory.getParent());
        }
    }
}
