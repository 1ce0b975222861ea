package dev.banksman.deploy.runbooks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The upgrade of an AX model. */
class AxModelRunbookCoverageTest extends RehearsedCoverage {

    private static final String NAME = "ax-model-upgrade";
    private static final int FACTS = 31;

    AxModelRunbookCoverageTest() throws IOException {
        super(List.of(NAME), NAME, List.of(Path.of("lab/ax/ax-model-upgrade/faults.yaml")), "MD", FACTS);
    }
}
