package dev.banksman.deploy.lab;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.RemedyOffer;
import dev.banksman.proto.operator.v1.Task;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * The people of the lab at a task that failed: they do at the machine what the answers file says, run the remedy it names
 * where that is offered, and have the task tried again or left out ({@link Mends}).
 */
final class Mender {

    private final OperatorLink link;
    private final String run;
    private final Mends mends;
    private final Hands hands;
    private final PrintWriter out;

    Mender(OperatorLink link, String run, Mends mends, Hands hands, PrintWriter out) {
        this.link = link;
        this.run = run;
        this.mends = mends;
        this.hands = hands;
        this.out = out;
    }

    /** @return whether something was decided */
    boolean mendAll(List<Task> awaiting) throws IOException, InterruptedException {
        boolean moved = false;
        for (var task : awaiting) {
            var choices = task.getQuestion().getChoicesList();
            if (choices.contains(DecisionKind.DECISION_KIND_RETRY)) {
                moved |= mend(task);
            }
        }
        return moved;
    }

    private boolean mend(Task task) throws IOException, InterruptedException {
        var step = task.getStage() + "." + task.getStep();
        var offered = task.getQuestion().getRemediesList().stream()
                .filter(RemedyOffer::getRunnable)
                .map(RemedyOffer::getRemedy)
                .toList();
        var mend = mends.next(step, task.getHost(), offered);
        if (mend.isEmpty()) {
            return false;
        }
        if (mend.get().task().isPresent()) {
            var trouble = hands.doWork(task.getHost(), mend.get().task().get(), Map.of());
            if (trouble.isPresent()) {
                out.println("people: " + step + "@" + task.getHost() + " is not mended: " + trouble.get());
                return false;
            }
        }
        out.println("people: " + step + "@" + task.getHost() + " is mended: "
                + mend.get().remedy().or(mend.get()::task).orElse("tried again"));
        decide(task, mend.get());
        return true;
    }

    private static DecisionKind kind(Mend mend) {
        if (mend.remedy().isPresent()) {
            return DecisionKind.DECISION_KIND_RUN_REMEDY;
        }
        return mend.leave() ? DecisionKind.DECISION_KIND_SKIP : DecisionKind.DECISION_KIND_RETRY;
    }

    /** A remedy that succeeds has the task tried again by itself. */
    private void decide(Task task, Mend mend) {
        try {
            link.call()
                    .decide(DecideRequest.newBuilder()
                            .setRun(run)
                            .setIdempotencyKey(SystemTime.ids().get())
                            .setDecision(kind(mend))
                            .setStage(task.getStage())
                            .setStep(task.getStep())
                            .setHost(task.getHost())
                            .setRemedy(mend.remedy().orElse(""))
                            .setReason("mended as the lab's answers file says")
                            .build());
        } catch (StatusRuntimeException e) {
            // Said, not thrown: the next look shows whether the task still waits.
            out.println("people: " + task.getStage() + "." + task.getStep() + "@" + task.getHost()
                    + " could not be decided: " + e.getStatus().getDescription());
        }
    }
}
