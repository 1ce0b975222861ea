package dev.banksman.agent.desk;

import dev.banksman.proto.agent.v1.RunMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The high-water marks in memory, the run heard of last at the end. All of them are kept for ever; a hello, which has its
 * limit, carries the newest: no run that still goes on has thousands of later ones behind it. For one thread.
 */
final class Marks {

    /** About 200 KiB of the 1 MiB that a hello may have. */
    static final int IN_HELLO = 2_000;

    private final Map<String, RunMark> byRun = new LinkedHashMap<>();

    /** @param stored the run heard of last at the end */
    void load(Map<String, RunMark> stored) {
        byRun.putAll(stored);
    }

    Optional<RunMark> of(String run) {
        return Optional.ofNullable(byRun.get(run));
    }

    void put(RunMark mark) {
        byRun.remove(mark.getRun());
        byRun.put(mark.getRun(), mark);
    }

    List<RunMark> forHello() {
        var all = new ArrayList<>(byRun.values());
        return List.copyOf(all.subList(Math.max(0, all.size() - IN_HELLO), all.size()));
    }
}
