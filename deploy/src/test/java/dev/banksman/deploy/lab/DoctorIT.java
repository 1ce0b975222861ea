package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.operator.v1.DiagnosisDone;
import dev.banksman.proto.operator.v1.DiagnosisFinding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day before: the lab is looked at, and what would stop the run in the night is found. */
class DoctorIT {

    private static final String HOST = "db-1";

    private final List<DiagnosisFinding> found = new ArrayList<>();

    @Tag("slow")
    @Test
    void whatIsInOrderIsFineAndAForbiddenProgramIsFoundBeforeTheRun(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory)) {
            var done = diagnose(lab);

            assertThat(found)
                    .filteredOn(finding -> finding.getVerdict() == FindingVerdict.FINDING_VERDICT_FAIL)
                    .isEmpty();
            assertThat(found)
                    .filteredOn(finding -> finding.getVerdict() == FindingVerdict.FINDING_VERDICT_WARN)
                    .isEmpty();
            assertThat(done.getHosts()).isEqualTo(8);
            assertThat(done.getPassed()).isGreaterThan(100);
            assertThat(found)
                    .extracting(DiagnosisFinding::getSubject)
                    .contains("clock", "certificate", "database", "program", "folder", "package", "name");
            assertThat(LiveLab.starts(directory.resolve("starts.log"))).isEmpty();

            var settings = directory.resolve("hosts").resolve(HOST).resolve("agent/agent.properties");
            var allowed = Files.readString(settings);
            Files.writeString(settings, allowed.replaceAll("(?m)(^policy.programs = .*), sqlcmd(,.*)$", "$1$2"));
            assertThat(Files.readString(settings)).isNotEqualTo(allowed);
            lab.rig.restart(HOST);
            diagnose(lab);

            assertThat(found)
                    .filteredOn(finding -> finding.getVerdict() == FindingVerdict.FINDING_VERDICT_FAIL)
                    .isNotEmpty()
                    .allSatisfy(finding -> {
                        assertThat(finding.getHost()).isEqualTo(HOST);
                        assertThat(finding.getSubject()).isEqualTo("admission");
                        assertThat(finding.getObserved()).contains("does not allow the program 'sqlcmd'");
                        assertThat(finding.getAdvice()).contains("policy.programs");
                    })
                    .extracting(DiagnosisFinding::getTask)
                    .contains("back-up.back-up-databases");
            assertThat(LiveLab.starts(directory.resolve("starts.log"))).isEmpty();
        }
    }

    private DiagnosisDone diagnose(LiveLab lab) throws Exception {
        found.clear();
        try (var link = lab.link()) {
            var news = link.call().diagnose(lab.diagnosis());
            while (news.hasNext()) {
                var reply = news.next();
                if (reply.hasFinding()) {
                    found.add(reply.getFinding());
                }
                if (reply.hasDone()) {
                    return reply.getDone();
                }
            }
        }
        throw new AssertionError("The diagnosis came to no end: " + found);
    }
}
