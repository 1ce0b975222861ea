package dev.banksman.deploy.runbooks;

import java.io.IOException;
import java.nio.file.Path;

/** The upgrade of an AX model. */
class AxModelRunbookCoverageTest extends RunbookCoverage {

    private static final int FACTS = 31;

    AxModelRunbookCoverageTest() throws IOException {
        super(Path.of("lab/ax/ax-model-upgrade"), "MD", FACTS);
    }
}
