package dev.banksman.controller.run;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Where a stage stands, with its counts kept while folding.
 *
 * @param needs stages that must close before this one opens
 * @param tracks of the hosts that entered or were excluded
 * @param next in the order of entry, the first host that has never been let in
 * @param returned hosts before {@code next} that were included again and may enter
 * @param done per step: tasks that succeeded
 * @param aside per step: tasks that are nobody's requirement
 * @param restoring hosts on which the state of a restore point is not back yet; while there are any, none goes on
 */
record StageState(
        Phase phase,
        int needs,
        PMap<String, Track> tracks,
        int next,
        PVector<String> returned,
        Soak soak,
        int inside,
        int through,
        int excluded,
        int failed,
        Counts done,
        Counts aside,
        int restoring) {

    enum Phase {
        PENDING,
        OPEN,
        CLOSED
    }

    /** Of the wait after the canaries. */
    enum Soak {
        NOT_YET,
        SOAKING,
        OVER
    }

    static StageState pending(int needs, int steps) {
        return new StageState(
                Phase.PENDING,
                needs,
                HashTreePMap.empty(),
                0,
                TreePVector.empty(),
                Soak.NOT_YET,
                0,
                0,
                0,
                0,
                Counts.zero(steps),
                Counts.zero(steps),
                0);
    }

    Track track(String host) {
        return tracks.getOrDefault(host, Track.NEW);
    }

    StageState in(Phase now) {
        return new StageState(
                now, needs, tracks, next, returned, soak, inside, through, excluded, failed, done, aside, restoring);
    }

    StageState withNeeds(int now) {
        return new StageState(
                phase, now, tracks, next, returned, soak, inside, through, excluded, failed, done, aside, restoring);
    }

    StageState withEntry(int nextHost, PVector<String> back) {
        return new StageState(
                phase, needs, tracks, nextHost, back, soak, inside, through, excluded, failed, done, aside, restoring);
    }

    StageState withSoak(Soak now) {
        return new StageState(
                phase, needs, tracks, next, returned, now, inside, through, excluded, failed, done, aside, restoring);
    }

    StageState withTallies(Counts doneNow, Counts asideNow) {
        return new StageState(
                phase, needs, tracks, next, returned, soak, inside, through, excluded, failed, doneNow, asideNow,
                restoring);
    }

    StageState withRestoring(int now) {
        return new StageState(
                phase, needs, tracks, next, returned, soak, inside, through, excluded, failed, done, aside, now);
    }

    /** Puts a track and brings the counts of hosts along. */
    StageState with(String host, Track now) {
        Track was = track(host);
        return new StageState(
                phase,
                needs,
                tracks.plus(host, now),
                next,
                returned,
                soak,
                inside + change(was, now, Track.Where.INSIDE),
                through + change(was, now, Track.Where.THROUGH),
                excluded + change(was, now, Track.Where.EXCLUDED),
                failed + (now.failed() ? 1 : 0) - (was.failed() ? 1 : 0),
                done,
                aside,
                restoring);
    }

    private static int change(Track was, Track now, Track.Where where) {
        return (now.where() == where ? 1 : 0) - (was.where() == where ? 1 : 0);
    }
}
