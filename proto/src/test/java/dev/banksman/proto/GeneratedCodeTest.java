package dev.banksman.proto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AttemptId;
import org.junit.jupiter.api.Test;

class GeneratedCodeTest {

    @Test
    void messagesSurviveTheWire() throws Exception {
        var sent = AttemptId.newBuilder()
                .setRun("r1")
                .setHost("web-1")
                .setNumber(7)
                .build();

        assertThat(AttemptId.parseFrom(sent.toByteArray())).isEqualTo(sent);
    }

    @Test
    void servicesCarryTheirProtoPackage() {
        assertThat(AgentLinkGrpc.SERVICE_NAME).isEqualTo("banksman.agent.v1.AgentLink");
    }
}
