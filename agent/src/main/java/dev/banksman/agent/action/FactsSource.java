package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.HostFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this host is, read anew at each call. Safe for use by many threads. */
public interface FactsSource {

    /**
     * Facts at one moment.
     *
     * @param facts as they go to the controller
     * @param rebootReasons what waits for a restart; empty when nothing is known to
     * @param rebootDoubt why it cannot be told whether a restart is pending
     */
    record Reading(HostFacts facts, List<String> rebootReasons, Optional<String> rebootDoubt) {}

    /**
     * @param disk where free space is measured
     * @throws IOException when there is no such place
     */
    Reading read(Path disk) throws IOException, InterruptedException;

    /**
     * The identity of the host's current start: another one means that it was restarted in between.
     *
     * @throws IOException when it cannot be had
     */
    String bootId() throws IOException, InterruptedException;
}
