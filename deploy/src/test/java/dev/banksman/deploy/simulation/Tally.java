package dev.banksman.deploy.simulation;

import dev.banksman.deploy.proof.Proof;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what simulations counted, for the build's log and its summary. */
final class Tally {

    private final Map<String, Long> unknown = new TreeMap<>();
    private long seeds;
    private long events;
    private long bodies;
    private long kills;
    private long powerLosses;
    private long doubleStarts;
    private long lostResults;
    private long wentBack;

    void add(Course course) {
        var counts = course.counts();
        seeds++;
        events += counts.events();
        bodies += counts.bodies();
        kills += counts.kills();
        powerLosses += counts.powerLosses();
        doubleStarts += counts.doubleStarts();
        lostResults += counts.lostResults();
        wentBack += counts.wentBack();
        counts.unknown().forEach((how, count) -> unknown.merge(how, count, Long::sum));
    }

    Proof proof() {
        return new Proof(seeds, events, kills + powerLosses, bodies, doubleStarts, lostResults, unknown);
    }

    /** How often a run was taken back to a restore point. */
    long wentBack() {
        return wentBack;
    }

    @Override
    public String toString() {
        return "simulation: %,d seeds, %,d events checked, %,d bodies started, %,d kills, %,d power losses, went back %,d times, double starts %,d, lost results %,d, unknown outcomes and how they ended: %s"
                .formatted(seeds, events, bodies, kills, powerLosses, wentBack, doubleStarts, lostResults, unknown);
    }
}
