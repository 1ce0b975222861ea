package dev.banksman.controller.plan;

/**
 * One step on one host, in one generation: the unit of state. Written {@code stage.step@host}, with {@code #2} and up
 * for later generations.
 */
public record TaskKey(String stage, String step, String host, int generation) {

    @Override
    public String toString() {
        return stage + "." + step + "@" + host + (generation > 1 ? "#" + generation : "");
    }
}
