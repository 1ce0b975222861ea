package dev.banksman.deploy.chaos;

import java.io.IOException;

/**
 * A network with machines of its own. What holds for every kind of it is in {@link NetworkCuts} and {@link ClockJumps};
 * how it is made is the adapter's matter. For one thread. Closing it ends every process on its machines and takes them
 * away.
 *
 * @param <M> what can be done to its machines
 */
interface Net<M extends Machine> extends AutoCloseable {

    /**
     * A new machine on this network, on which nothing runs yet.
     *
     * @param ports on which this test reaches it too
     */
    M machine(String name, int... ports) throws IOException, InterruptedException;

    @Override
    void close() throws IOException, InterruptedException;
}
