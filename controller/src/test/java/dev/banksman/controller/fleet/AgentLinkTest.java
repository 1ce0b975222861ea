package dev.banksman.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.ControllerMessage.MessageCase;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLinkTest {

    private static final String HOST = "session-host-1";

    @TempDir
    private Path directory;

    private FleetFixture fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = new FleetFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void welcomesBeforeAnythingElseAndDeliversInOrder() throws Exception {
        var agent = connected("boot-1");

        for (long number = 1; number <= 500; number++) {
            fleet.sessions.dispatch(dispatch(number), fleet.engine.link(HOST));
        }
        fleet.sessions.cancel(Cancel.newBuilder()
                .setAttempt(FleetFixture.attempt("run-1", HOST, 1))
                .build());
        fleet.sessions.inquire(FleetFixture.attempt("run-1", HOST, 2));
        fleet.sessions.acknowledge(FleetFixture.attempt("run-1", HOST, 3));

        await().untilAsserted(() -> assertThat(agent.received()).hasSize(504));
        assertThat(agent.received().getFirst().getWelcome().getHeartbeatEvery().getSeconds())
                .isEqualTo(10);
        assertThat(agent.received().stream()
                        .filter(ControllerMessage::hasDispatch)
                        .map(message -> message.getDispatch().getAttempt().getNumber()))
                .isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(agent.received().subList(501, 504))
                .extracting(ControllerMessage::getMessageCase)
                .containsExactly(MessageCase.CANCEL, MessageCase.INQUIRY, MessageCase.REPORT_ACK);
        assertThat(sent("dispatch", "sent")).isEqualTo(500);
    }

    @Test
    void newerStreamReplacesTheOlderOne() throws Exception {
        var older = connected("boot-1");
        var newer = fleet.agent(HOST).connect().hello("boot-2");

        await().untilAsserted(() -> assertThat(fleet.engine.lines())
                .containsExactly(
                        "connected session-host-1 boot-1",
                        "lost session-host-1: a newer link of the same host replaced it",
                        "connected session-host-1 boot-2"));
        await().untilAsserted(() -> assertThat(older.end()).isNotNull());
        assertThat(older.end().getCode()).isEqualTo(Status.Code.ABORTED);

        fleet.sessions.dispatch(dispatch(1), fleet.engine.link(HOST));
        await().untilAsserted(() -> assertThat(newer.received()).hasSize(2));
        assertThat(fleet.sessions.connected()).containsExactly(HOST);
        assertThat(fleet.lost("replaced")).isEqualTo(1);
    }

    @Test
    void reportsAndEndsReachTheEngineInOrder() throws Exception {
        var agent = connected("boot-1");
        agent.report(FleetFixture.attempt("run-1", HOST, 1));
        agent.report(FleetFixture.attempt("run-1", HOST, 2));
        agent.hangUp();

        await().untilAsserted(() -> assertThat(fleet.engine.lines())
                .containsExactly(
                        "connected session-host-1 boot-1",
                        "reported session-host-1 run-1/1",
                        "reported session-host-1 run-1/2",
                        "lost session-host-1: the connection was closed"));
        assertThat(fleet.sessions.connected()).isEmpty();
    }

    @Test
    void aSilentAgentIsLostAndAHeartbeatKeepsItsLink() throws Exception {
        var agent = connected("boot-1");
        fleet.ticker.addAndGet(Duration.ofSeconds(30).toNanos());
        agent.heartbeat(3);
        await().untilAsserted(() ->
                assertThat(fleet.sessions.view(HOST).orElseThrow().running()).isEqualTo(3));

        fleet.ticker.addAndGet(Duration.ofSeconds(30).toNanos());
        fleet.sessions.endSilent(Duration.ofSeconds(35));
        assertThat(fleet.sessions.connected()).containsExactly(HOST);

        fleet.ticker.addAndGet(Duration.ofSeconds(6).toNanos());
        await().untilAsserted(() -> assertThat(fleet.engine.lines())
                .contains("lost session-host-1: nothing was heard from the agent for too long"));
        await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
        assertThat(fleet.lost("silent")).isEqualTo(1);
    }

    @Test
    void messagesForAHostThatIsAwayAreDroppedAndCounted() {
        fleet.sessions.dispatch(dispatch(1), fleet.engine.link(HOST));

        assertThat(sent("dispatch", "dropped")).isEqualTo(1);
        assertThat(fleet.sessions.connected()).isEmpty();
    }

    @Test
    void aBrokenConnectionIsALoss() throws Exception {
        var agent = connected("boot-1");
        agent.close();

        await().untilAsserted(() -> assertThat(fleet.engine.lines())
                .containsExactly("connected session-host-1 boot-1", "lost session-host-1: the connection was closed"));
        await().untilAsserted(() -> assertThat(
                        fleet.metrics.get(Metric.AGENTS_CONNECTED.label).gauge().value())
                .isZero());
    }

    @Test
    void refusesEverythingBeforeAHello() throws Exception {
        var agent = fleet.agent(HOST).connect();
        agent.report(FleetFixture.attempt("run-1", HOST, 1));

        assertEnded(agent, Status.Code.INVALID_ARGUMENT, "Expected a hello first");
        assertThat(fleet.engine.lines()).isEmpty();
    }

    @Test
    void refusesASecondHello() throws Exception {
        var agent = connected("boot-1");
        agent.hello("boot-1");

        assertEnded(agent, Status.Code.INVALID_ARGUMENT, "found a second");
        assertThat(fleet.engine.lines()).contains("lost session-host-1: the agent broke the protocol");
    }

    @Test
    void refusesAProtocolItDoesNotSpeak() throws Exception {
        for (int protocol : new int[] {0, 2}) {
            var agent = fleet.agent(HOST)
                    .connect()
                    .hello(Hello.newBuilder().setProtocol(protocol).build());
            assertEnded(agent, Status.Code.FAILED_PRECONDITION, "Expected protocol 1 to 1, found " + protocol);
        }
        assertThat(fleet.engine.lines()).isEmpty();
    }

    @Test
    void anAgentSpeaksForItsOwnHostAlone() throws Exception {
        var foreign = FleetFixture.attempt("run-1", "session-host-2", 1);
        var agent = connected("boot-1");
        agent.report(foreign);
        assertEnded(agent, Status.Code.INVALID_ARGUMENT, "attempts of host session-host-1 only");

        var liar = fleet.agent(HOST)
                .connect()
                .hello(Hello.newBuilder()
                        .setProtocol(1)
                        .addAttempts(Report.newBuilder().setAttempt(foreign))
                        .build());
        assertEnded(liar, Status.Code.INVALID_ARGUMENT, "attempts of host session-host-1 only");
        assertThat(fleet.engine.lines()).noneMatch(line -> line.contains("session-host-2"));
    }

    @Test
    void aFaultOfTheEngineEndsTheLinkAndIsLogged() throws Exception {
        var agent = connected("boot-1");
        agent.report(FleetFixture.attempt("fault", HOST, 1));

        assertEnded(agent, Status.Code.INTERNAL, "its log says why");
        assertThat(agent.end().getDescription()).doesNotContain("the engine's fault");
        assertThat(fleet.log.lines()).anyMatch(line -> line.contains("the engine's fault"));
        await().untilAsserted(() -> assertThat(fleet.lost("fault")).isEqualTo(1));
    }

    @Test
    void tellsOperatorsWhatItKnowsOfAnAgent() throws Exception {
        connected("boot-1");

        assertThat(fleet.sessions.views()).singleElement().satisfies(view -> {
            assertThat(view.host()).isEqualTo(HOST);
            assertThat(view.version()).isEqualTo("0.1");
            assertThat(view.bootId()).isEqualTo("boot-1");
            assertThat(view.address()).contains("127.0.0.1");
            assertThat(view.since()).isEqualTo(fleet.clock.instant());
        });
    }

    @Test
    void stoppingEndsEveryLink() throws Exception {
        connected("boot-1");
        assertThat(fleet.server.health().problem()).isEmpty();
        fleet.server.close();

        assertThat(fleet.engine.lines()).contains("lost session-host-1: the controller is stopping");
        assertThat(fleet.server.health().problem()).isPresent();
    }

    @Test
    void saysWhichAddressItCannotHave() {
        var taken =
                FleetSettings.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), fleet.server.port()));

        assertThatThrownBy(() -> FleetServer.start(
                        taken,
                        fleet.trust,
                        new FleetServer.Parts(fleet.sessions, fleet.engine, fleet.outputs, List.of()),
                        new FleetServer.Clocks(fleet.clock, fleet.ticker::get),
                        fleet.metrics))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + fleet.server.port())
                .hasMessageContaining("Is another controller running?");
    }

    @Test
    void givesUpAnAgentThatDoesNotRead() throws Exception {
        fleet.close();
        fleet = new FleetFixture(directory, 10);
        var stalled = new StalledAgent(fleet.server.port(), fleet.identity(HOST));
        try {
            await().untilAsserted(() -> assertThat(fleet.sessions.connected()).containsExactly(HOST));
            var big =
                    Dispatch.newBuilder(dispatch(1)).setTask("x".repeat(60_000)).build();

            await().untilAsserted(() -> {
                for (int i = 0; i < 100; i++) {
                    fleet.sessions.dispatch(big, fleet.engine.link(HOST));
                }
                assertThat(fleet.lost("slow")).isEqualTo(1);
            });
            // The loss is counted where it is seen; the engine hears of it a moment later.
            await().untilAsserted(() -> assertThat(fleet.engine.lines())
                    .contains("lost session-host-1: the agent did not read its messages"));
        } finally {
            stalled.close();
        }
    }

    private FakeAgent connected(String boot) throws Exception {
        var agent = fleet.agent(HOST).connect().hello(boot);
        await().untilAsserted(() -> assertThat(fleet.engine.lines()).contains("connected " + HOST + " " + boot));
        return agent;
    }

    private static Dispatch dispatch(long number) {
        return Dispatch.newBuilder()
                .setAttempt(FleetFixture.attempt("run-1", HOST, number))
                .build();
    }

    private double sent(String kind, String result) {
        return Metric.AGENT_MESSAGES.counter(fleet.metrics, kind, result).count();
    }

    private static void assertEnded(FakeAgent agent, Status.Code code, String words) {
        await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
        assertThat(agent.end().getCode()).isEqualTo(code);
        assertThat(agent.end().getDescription()).contains(words);
    }
}
