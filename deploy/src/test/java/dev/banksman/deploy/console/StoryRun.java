package dev.banksman.deploy.console;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.DecideRequest;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.StartRunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A run of the story that somebody else started and decides, without the console. */
final class StoryRun {

    private final ConsoleRig rig;
    private final String run;

    StoryRun(ConsoleRig rig) throws IOException {
        this.rig = rig;
        try (var link = rig.link()) {
            run = link.call()
                    .startRun(StartRunRequest.newBuilder()
                            .setIdempotencyKey(SystemTime.ids().get())
                            .setRunbook(Document.newBuilder()
                                    .setName("two-servers.yaml")
                                    .setContent(ByteString.copyFromUtf8(StoryRunbook.TEXT)))
                            .setInventory(Document.newBuilder()
                                    .setName("inventory.yaml")
                                    .setContent(ByteString.copyFrom(Files.readAllBytes(rig.inventory()))))
                            .putParameters("site", rig.site("other").toString())
                            .build())
                    .getRun();
        }
    }

    String run() {
        return run;
    }

    /** Approves the gate. */
    void approve() {
        try (var link = rig.link()) {
            var decided = link.call()
                    .decide(DecideRequest.newBuilder()
                            .setRun(run)
                            .setIdempotencyKey(SystemTime.ids().get())
                            .setDecision(DecisionKind.DECISION_KIND_APPROVE)
                            .setStage("prepare")
                            .setStep("announce")
                            .setHost("web-1")
                            .putEvidence("told", "the other desk")
                            .build());
            if (decided.getPosition() == 0) {
                throw new IllegalStateException("Expected the position of the decision, found none.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
