package dev.banksman.deploy.simulation;

/** Adds up what simulations counted, for the build's log. */
final class Tally {

    private long seeds;
    private long events;
    private long bodies;
    private long kills;
    private long powerLosses;
    private long unknown;

    void add(Course course) {
        var counts = course.counts();
        seeds++;
        events += counts.events();
        bodies += counts.bodies();
        kills += counts.kills();
        powerLosses += counts.powerLosses();
        unknown += counts.unknown();
    }

    /** Double starts and lost results are breaches: a tally is only made of courses without. */
    @Override
    public String toString() {
        return "simulation: %,d seeds, %,d events checked, %,d bodies started, %,d kills, %,d power losses, double starts 0, lost results 0, %,d unknown outcomes, all settled"
                .formatted(seeds, events, bodies, kills, powerLosses, unknown);
    }
}
