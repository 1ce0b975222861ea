package dev.banksman.deploy.runbooks;

import java.io.IOException;
import java.nio.file.Path;

/** The GP web client's scale-out upgrade. */
class GpRunbookCoverageTest extends RunbookCoverage {

    private static final int FACTS = 53;

    GpRunbookCoverageTest() throws IOException {
        super(Path.of("lab/gp/gp-scale-out-upgrade"), "GP", FACTS);
    }
}
