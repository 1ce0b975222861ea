package dev.banksman.agent.examine;

import dev.banksman.agent.action.Foresight;
import dev.banksman.agent.action.Outlook.Look;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What was looked at a short while ago is not looked at again. For one thread. */
final class RecentLooks {

    static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST = 2_000;

    private record Taken(Foresight found, long at) {}

    private final LongSupplier ticker;
    private final Map<Object, Taken> taken = new HashMap<>();

    RecentLooks(LongSupplier ticker) {
        this.ticker = ticker;
    }

    Foresight once(Object same, Look look) throws InterruptedException {
        taken.values().removeIf(old -> ticker.getAsLong() - old.at() > KEPT.toNanos());
        var known = taken.get(same);
        if (known != null) {
            return known.found();
        }
        var found = look.take();
        if (taken.size() < MOST) {
            taken.put(same, new Taken(found, ticker.getAsLong()));
        }
        return found;
    }
}
