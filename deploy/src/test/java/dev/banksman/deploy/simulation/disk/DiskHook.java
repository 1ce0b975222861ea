package dev.banksman.deploy.simulation.disk;

import java.io.IOException;

/** Called before each operation, while nothing of it has happened. */
@FunctionalInterface
public interface DiskHook {

    /**
     * Returns to let the operation happen.
     *
     * @throws IOException to let this one operation fail
     * @throws RuntimeException any unchecked exception or error is the death of the process: the disk refuses all
     *     that its handlers may still try, until {@link SimulatedDisk#processCrash} or {@link SimulatedDisk#powerLoss}
     */
    void before(DiskOperation operation) throws IOException;
}
