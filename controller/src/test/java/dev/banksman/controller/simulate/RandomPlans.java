package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.PlanScript;
import java.util.ArrayList;
import java.util.List;

/** Small plans of every shape, from a seed. */
public final class RandomPlans {
    private RandomPlans() {}

    public static Plan of(long seed) {
        return PlanScript.plan(text(seed));
    }

    public static String text(long seed) {
        var chance = new Chance(seed ^ 0x5EED);
        var text = new StringBuilder();
        int stages = 1 + (int) (chance.fraction() * 4);
        int hosts = 1 + (int) (chance.fraction() * 6);
        for (int stage = 0; stage < stages; stage++) {
            text.append("stage stage").append(stage).append(" on ").append(String.join(" ", hosts(chance, hosts)));
            if (stage > 0 && chance.happens(0.7)) {
                text.append(" needs stage").append((int) (chance.fraction() * stage));
            }
            if (chance.happens(0.5)) {
                text.append(" rolling canary=").append((int) (chance.fraction() * 3));
                text.append(chance.happens(0.5) ? " soak=2M" : "");
                text.append(" batch=").append(1 + (int) (chance.fraction() * 3));
                text.append(" max-failures=").append((int) (chance.fraction() * 2));
            }
            text.append('\n');
            int steps = 1 + (int) (chance.fraction() * 4);
            for (int step = 0; step < steps; step++) {
                text.append(step(chance, step)).append('\n');
            }
        }
        for (int stage = 1; stage < stages; stage++) {
            if (chance.happens(0.3)) {
                text.append("interlock lock%d before stage%d require stage%d.step0\n"
                        .formatted(stage, stage, (int) (chance.fraction() * stage)));
            }
        }
        text.append("remedy fix step=*.step1 try\n");
        if (chance.happens(0.5)) {
            text.append("remedy elsewhere step=*.* exit=1603 try role=host0\n");
        }
        return text.toString();
    }

    private static List<String> hosts(Chance chance, int hosts) {
        var names = new ArrayList<String>();
        for (int host = 0; host < hosts; host++) {
            if (chance.happens(0.7)) {
                names.add("host" + host);
            }
        }
        return names.isEmpty() ? List.of("host0") : names;
    }

    private static String step(Chance chance, int step) {
        if (chance.happens(0.15)) {
            return "gate step" + step + " evidence=name:string!" + (chance.happens(0.3) ? " when=x.y.z=1" : "");
        }
        var text = new StringBuilder("step step").append(step);
        text.append(chance.happens(0.4) ? " done-when" : "");
        text.append(chance.happens(0.3) ? " repeatable" : "");
        text.append(chance.happens(0.3) ? " retry=2/10S/1M/0.2" : "");
        text.append(chance.happens(0.2) ? " check severity=" + (chance.happens(0.5) ? "warn" : "fail") : "");
        text.append(chance.happens(0.3) ? " undo" : "");
        text.append(chance.happens(0.15) ? " on-failure=continue" : "");
        text.append(chance.happens(0.1) ? " on-failure=fail" : "");
        text.append(chance.happens(0.1) ? " left-out=host1" : "");
        text.append(chance.happens(0.05) ? " needs-output=stage0.step0.name" : "");
        text.append(" timeout=5M");
        return text.toString();
    }
}
