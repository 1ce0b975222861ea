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
 * The course of one restart. Before it asks the system, it writes down, durably, under which start of the host it does,
 * and how often it has. Whenever it is run again (the agent was killed, the host is back) it compares: another start
 * means that the restart has been; the same one means that the request may have been lost, and asking again is harmless,
 * since one restart answers both. But not for ever: a host whose boot id stands still would be restarted again and again.
 *
 * <p>Once it has asked, nothing but another start, or the end of its time, ends it: a host that goes down may be unable to
 * tell which start it is under.
 *
 * @param tool how a restart is asked for
 * @param whenPending only where the system says that a restart is pending
 * @param since the start under which the restart became due, where that was before this attempt
 * @param until what must pass after the restart
 * @param mostRequests so often it asks, at most, one agent after another
 */
public record RebootWork(
        Restart tool,
        FactsSource facts,
        boolean whenPending,
        Optional<String> since,
        Optional<Work.Body> until,
        int mostRequests)
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
        var before = written.map(text -> text.split("\n", 2)[0]).or(() -> since).orElse(now);
        if (!now.equals(before)) {
            return back(context, before, now);
        }
        if (written.isEmpty() && whenPending && nonePending(context)) {
            return Judgement.passed("a restart where one is pending", "no restart is pending; nothing was done")
                    .finding();
        }
        int asked = (int) written.stream().flatMap(String::lines).skip(1).count();
        if (asked >= mostRequests) {
            return Judgement.failed(
                            "another start of the host",
                            "asked " + asked + " times, and it still says " + now
                                    + ": either the system does not restart, or its boot id stands still")
                    .finding();
        }
        write(file, written.orElse(now + "\n") + "asked\n");
        CrashPoint.reach("restart-written");
        String start;
        try {
            tool.ask();
            CrashPoint.reach("restart-asked");
            context.print("Asked the system to restart this host (start " + now + ").\n");
            start = another(context, before);
        } catch (InterruptedException e) {
            return stopped(before);
        }
        return back(context, before, start);
    }

    /** Waits for another start; one can change under a living agent in a container, a lab, a test. */
    private String another(Context context, String before) throws InterruptedException {
        while (true) {
            context.pause(LOOK);
            try {
                var now = facts.bootId();
                if (!now.equals(before)) {
                    return now;
                }
            } catch (IOException e) {
                // A system that goes down need not answer: what it is under is not known for the moment.
                context.print("The start of this host cannot be read now: " + IoReason.of(e) + "\n");
            }
        }
    }

    /** Cancelled or out of time, and the host is still up. What cannot be taken back is still to come. */
    private Finding stopped(String before) throws InterruptedException {
        // Whoever stopped this may have interrupted it twice.
        Thread.interrupted();
        boolean takenBack = tool.takeBack();
        var observed = takenBack
                ? "the restart was taken back; the host still runs under start " + before
                : "the host still runs under start " + before + "; it may yet restart, the system took nothing back";
        return Judgement.failed("the host is back after a restart", observed)
                .rebootRequired(!takenBack)
                .finding();
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
