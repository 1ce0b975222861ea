package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.HostView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a run stands: its state, and what of it a rehearsal needs at hand. Looked up once, then played from many times.
 *
 * @param under attempts that hosts are at work on
 * @param worked what hosts have been at work on so far, ended or not
 * @param begun stages of which some task waits no longer
 * @param away hosts that are unreachable
 */
record Present(RunState state, Instant now, List<Live> under, List<Past> worked, Set<String> begun, List<String> away) {

    /** @param since when the work on its task began, of which it is part */
    record Live(AttemptKey attempt, TaskKey task, Purpose purpose, Instant since, boolean cancelling) {}

    record Past(TaskKey task, Instant begin, Instant end) {}

    static Present of(RunState state, Instant now) {
        var under = new ArrayList<Live>();
        var worked = new ArrayList<Past>();
        var begun = new HashSet<String>();
        if (state.phase() != RunPhase.PLANNED) {
            state.tasks().filter(task -> task.state() != TaskState.WAITING).forEach(task -> {
                begun.add(task.key().stage());
                if (!task.attempts().isEmpty()) {
                    look(task, now, under, worked);
                }
            });
        }
        List<String> away = state.hosts().stream()
                .filter(host -> !host.reachable())
                .map(HostView::host)
                .toList();
        return new Present(state, now, List.copyOf(under), List.copyOf(worked), Set.copyOf(begun), away);
    }

    private static void look(TaskView task, Instant now, List<Live> under, List<Past> worked) {
        AttemptView last = task.attempts().getLast();
        boolean live = last.result().isEmpty();
        worked.add(new Past(task.key(), task.attempts().getFirst().dispatched(), live ? now : task.since()));
        if (live) {
            under.add(new Live(
                    last.attempt(),
                    task.key(),
                    last.purpose(),
                    since(task.attempts()),
                    task.state() == TaskState.CANCELLING));
        }
    }

    /** The probe that came right before belongs to it. */
    private static Instant since(List<AttemptView> attempts) {
        AttemptView last = attempts.getLast();
        if (attempts.size() > 1) {
            AttemptView before = attempts.get(attempts.size() - 2);
            if (last.purpose() == Purpose.EXECUTE && before.purpose() == Purpose.PROBE) {
                return before.dispatched();
            }
        }
        return last.dispatched();
    }
}
