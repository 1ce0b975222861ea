package dev.banksman.agent.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.agent.supervise.SecretStore;
import dev.banksman.common.Secrets;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.Verdict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of an action's finding leaves the host. */
final class EndsTest {

    private static final String LONG = "alter table a\n".repeat(10_000);

    private final Ends ends = new Ends(new OneSecret());

    @Test
    void anOutputIsCutAndASavedOneIsNot() {
        var ended = ends.judged(finding(Map.of("note", LONG, "tables", "2"), Map.of("tables", LONG)))
                .build();

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        assertThat(ended.getOutputsMap().get("note")).hasSize(4096).endsWith("...");
        assertThat(ended.getOutputsMap()).containsEntry("tables", LONG);
    }

    @Test
    void savedRowsWithASecretFailTheStepAndStay() {
        var ended = ends.judged(finding(Map.of("rows", "1"), Map.of("tables", "a\nPass.1\nb")))
                .build();

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getMessage()).startsWith("Output 'tables': expected values that may leave this host, found");
        assertThat(ended.getOutputsMap()).isEmpty();
        assertThat(ended.getObservation().getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
        assertThat(ended.toString()).doesNotContain("Pass.1");
    }

    private static Finding finding(Map<String, String> outputs, Map<String, String> saved) {
        var observation = Observation.newBuilder()
                .setVerdict(Verdict.VERDICT_PASS)
                .setObserved("2 rows")
                .build();
        return new Finding(true, "As expected: 2 rows.", observation, "", outputs, false, saved);
    }

    private static final class OneSecret implements SecretStore {

        @Override
        public Optional<String> find(String name) {
            throw new AssertionError("no secret is asked for");
        }

        @Override
        public Secrets patterns() {
            throw new AssertionError("the output is not looked at");
        }

        @Override
        public String redact(String text) {
            return text.replace("Pass.1", "******");
        }
    }
}
