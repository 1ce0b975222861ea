package dev.banksman.controller.run;

import java.util.List;

/**
 * The brake: when many hosts vanish at once, something larger than a host has failed (a switch, a power feed, the
 * controller's own network), and whatever starts next would start into that. What runs goes on; nothing new starts
 * until the hosts are back, are excluded, or a person lets the run go on without them.
 *
 * <p>A host that restarts because a step told it to has not vanished. Hosts that a new controller has not heard yet have
 * not either.
 */
final class BrakeRules {
    private BrakeRules() {}

    /** Asked after a host was lost. */
    static void lost(Draft draft) {
        RunState state = draft.state();
        int hosts = state.index.plan.hosts().size();
        int enough = Math.max(Limits.BRAKE_LEAST, Math.ceilDiv(hosts, Limits.BRAKE_SHARE));
        if (state.phase() != RunPhase.RUNNING || state.brake.isPresent() || state.vanished.size() < enough) {
            return;
        }
        List<String> together = state.vanished.stream()
                .filter(host -> !state.host(host).changed().isBefore(draft.at().minus(Limits.AT_ONCE)))
                .toList();
        if (together.size() >= enough) {
            draft.emit(new RunEvent.BrakeApplied(
                    together,
                    together.size() + " of " + hosts + " hosts vanished within "
                            + Texts.duration(Limits.AT_ONCE) + " (" + Texts.some(together)
                            + "); what runs goes on, nothing new starts until they are back",
                    draft.at()));
        }
    }

    /** Asked after a host was reached or excluded. */
    static void back(Draft draft) {
        if (draft.state().brake.filter(brake -> brake.away().isEmpty()).isPresent()) {
            draft.emit(new RunEvent.BrakeReleased("", draft.at()));
        }
    }
}
