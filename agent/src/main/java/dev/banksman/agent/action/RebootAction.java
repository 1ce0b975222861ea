package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Reboot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code reboot}: restarts the host and ends when it is back. What it does is in {@link RebootWork}; it goes on by itself
 * when the agent comes up after the restart, and asks for no second one.
 *
 * <p>Uses the platform's {@code shutdown}: {@code shutdown /r /t SECONDS} on Windows, {@code shutdown -r now} or
 * {@code +MINUTES} on Linux. The agent's account must be allowed to.
 */
final class RebootAction implements ActionKind {

    private static final int REASON_CHARACTERS = 400;
    private static final int MOST_REQUESTS = 3;

    private final HostTools tools;
    private final FactsSource facts;
    private final ActionCatalog catalog;

    RebootAction(HostTools tools, FactsSource facts, ActionCatalog catalog) {
        this.tools = tools;
        this.facts = facts;
        this.catalog = catalog;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.REBOOT;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var reboot = action.getReboot();
        var warning = TimeLimit.read(reboot.hasWarning(), reboot.getWarning(), Duration.ZERO, "reboot.warning");
        var reason = reboot.getReason().isBlank()
                ? "Banksman: planned restart"
                : BoundedText.oneLine(reboot.getReason(), REASON_CHARACTERS);
        Optional<Work.Body> until = reboot.hasUntil()
                ? Optional.of(catalog.probe(reboot.getUntil(), directory, "reboot.until"))
                : Optional.empty();
        return new Work.Inside(
                false,
                true,
                new RebootWork(
                        new RestartTool(tools, warning, reason),
                        facts,
                        reboot.getWhenPending(),
                        since(reboot),
                        until,
                        MOST_REQUESTS));
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        var with = action.getReboot();
        return with.hasUntil() ? catalog.foresee(with.getUntil(), outlook) : Foresight.NOTHING;
    }

    private static Optional<String> since(Reboot reboot) {
        return Optional.of(reboot.getSinceBoot()).filter(boot -> !boot.isEmpty());
    }
}
