package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Reboot;
import java.util.Optional;

/**
 * Stands in for the planner's expressions: an action names what it is for, {@code needs-output=stage.step.name} asks
 * for an output of a step on the same host or on the only host of that stage, {@code when=stage.step.name=value}
 * compares one.
 */
public final class FakeActions implements PlanActions {

    @Override
    public Resolved resolve(
            PlannedStage stage,
            PlannedStep step,
            String host,
            Purpose purpose,
            Optional<String> remedy,
            Outputs outputs) {
        Optional<String> needed = step.action()
                .flatMap(action -> Optional.ofNullable(action.fields().get("needs")))
                .map(Object::toString);
        if (purpose == Purpose.EXECUTE
                && needed.isPresent()
                && value(needed.get(), host, outputs).isEmpty()) {
            return new Resolved.Impossible("no step gave " + needed.get());
        }
        if (purpose == Purpose.EXECUTE
                && step.action().filter(a -> a.action().equals("reboot")).isPresent()) {
            return new Resolved.Ready(
                    Action.newBuilder().setReboot(Reboot.getDefaultInstance()).build());
        }
        return new Resolved.Ready(Action.newBuilder()
                .setExec(Exec.newBuilder().setProgram(purpose + " " + remedy.orElse(stage.name() + "." + step.name())))
                .build());
    }

    @Override
    public Applies condition(PlannedStage stage, PlannedStep step, String host, Outputs outputs) {
        String expression = step.condition().orElseThrow().expression();
        int equals = expression.indexOf('=');
        Optional<String> value = value(expression.substring(0, equals), host, outputs);
        if (value.isEmpty()) {
            return new Applies.Problem("no step gave " + expression.substring(0, equals));
        }
        return value.get().equals(expression.substring(equals + 1))
                ? new Applies.Yes()
                : new Applies.No("only when " + expression);
    }

    @Override
    public String text(String written, String host, Outputs outputs) {
        return written.replace("${host}", host);
    }

    private static Optional<String> value(String reference, String host, Outputs outputs) {
        String[] parts = reference.split("\\.");
        return parts.length == 4
                ? outputs.value(parts[0], parts[1], parts[3], parts[2])
                : outputs.value(parts[0], parts[1], host, parts[2]);
    }
}
