package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.util.List;

/** One machine on a {@link Net}. Its files are those of this test, under the same paths. */
interface Machine {
    String name();

    /** Under which name or address the other machines reach it. */
    String address();

    /** {@code HOST:PORT} under which this test reaches one of its ports, while it runs. */
    String reach(int port);

    /** Further names for a certificate, so that this test believes whom it reaches. */
    List<String> names();

    /** Turns it on, with this program on it and nothing else. */
    void start(List<String> command) throws IOException, InterruptedException;

    boolean alive() throws IOException;

    /** The power is gone: whatever runs on it ends at once. */
    void powerOff() throws IOException, InterruptedException;

    String lastWords() throws IOException;

    /** One with a cable that can be pulled while nobody at either end is told. */
    interface Cabled extends Machine {

        /** From now on nothing that it or anybody sends arrives; connections stay open at both ends. */
        void cut() throws IOException, InterruptedException;

        /** All is well again. */
        void mend() throws IOException, InterruptedException;
    }
}
