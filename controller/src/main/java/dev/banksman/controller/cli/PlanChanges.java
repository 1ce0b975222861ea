package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.PlanDifference;
import dev.banksman.proto.operator.v1.PreviewPlanReply;
import java.io.PrintWriter;

/** In what a plan differs from that of an earlier run, for people: a line for each thing. */
final class PlanChanges {

    private PlanChanges() {}

    static void print(PreviewPlanReply reply, PrintWriter out, boolean json) {
        if (json) {
            reply.getDifferencesList().forEach(difference -> out.println(RunFollower.json(difference)));
            return;
        }
        if (reply.getDifferencesToRun().isEmpty()) {
            out.println("No run of this runbook is known here; there is nothing to compare with.");
            return;
        }
        if (reply.getDifferencesCount() == 0) {
            out.println("The plan is that of run " + reply.getDifferencesToRun() + ".");
            return;
        }
        out.println("Different from run " + reply.getDifferencesToRun() + ":");
        reply.getDifferencesList().forEach(difference -> out.println("  " + line(difference)));
        if (reply.getDifferencesLeftOut() > 0) {
            out.println("  and " + reply.getDifferencesLeftOut() + " more");
        }
    }

    private static String line(PlanDifference difference) {
        return switch (difference.getChange()) {
            case PLAN_CHANGE_ADDED -> "+ " + difference.getPath() + ": " + difference.getAfter();
            case PLAN_CHANGE_REMOVED -> "- " + difference.getPath() + ": " + difference.getBefore();
            case PLAN_CHANGE_CHANGED ->
                "~ " + difference.getPath() + ": " + difference.getBefore() + " -> " + difference.getAfter();
            case PLAN_CHANGE_REORDERED ->
                "= " + difference.getPath() + ", another order: " + difference.getBefore() + " -> "
                        + difference.getAfter();
            case PLAN_CHANGE_UNSPECIFIED, UNRECOGNIZED -> "? " + difference.getPath();
        };
    }
}
