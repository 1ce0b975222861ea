package dev.banksman.common;

/**
 * Named places between durable writes at which a test can let the process die, as kill -9 would. Off unless the system
 * property {@code banksman.crash-at} (or the environment variable {@code BANKSMAN_CRASH_AT}) names a point, written
 * {@code name} for its first passing or {@code name:3} for the third. Costs one comparison when off.
 */
public final class CrashPoint {

    private static final int KILLED = 137;
    private static final CrashPoint ARMED = parse(configured());

    private final String name;
    private int passingsLeft;

    private CrashPoint(String name, int passings) {
        this.name = name;
        this.passingsLeft = passings;
    }

    /** Halts the process here, without any shutdown work, if this is the point and the passing that were asked for. */
    public static void reach(String point) {
        if (!ARMED.name.isEmpty() && ARMED.matches(point)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private synchronized boolean matches(String point) {
        return name.equals(point) && --passingsLeft == 0;
    }

    private static CrashPoint parse(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? new CrashPoint(text, 1)
                : new CrashPoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String configured() {
        var property = System.getProperty("banksman.crash-at");
        var variable = System.getenv("BANKSMAN_CRASH_AT");
        return property != null ? property : variable != null ? variable : "";
    }
}
