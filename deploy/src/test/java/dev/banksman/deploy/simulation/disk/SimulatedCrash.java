package dev.banksman.deploy.simulation.disk;

/** The simulated process is dead. An error, because code that handles exceptions must not survive its own death. */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String message) {
        super(message);
    }
}
