package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Service;
import dev.banksman.proto.agent.v1.ServiceOperation;
import dev.banksman.proto.agent.v1.ServiceState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in keeps a service's state number, exit code and what its start leads to in files of {@code $D}. */
final class ServiceActionTest {

    /** Exit codes of a shell are eight bits wide: here the system's codes come through the printed number. */
    private static final String SC = """
        state=$(cat "$D/state"); code=$(cat "$D/code")
        failed() { printf '[SC] %s FEHLER %s:\\r\\n\\r\\nEin Satz.\\r\\n' "$1" "$2"; exit 1; }
        case "$1" in
          GetKeyName)
            [ "$2" = "Session Central Service" ] || failed GetServiceKeyName 1060
            printf '[SC] GetServiceKeyName ERFOLG\\r\\nName = SessionCentral\\r\\n' ;;
          query)
            [ "$2" = SessionCentral ] || failed EnumQueryServicesStatus:OpenService 1060
            printf '\\r\\nDIENSTNAME: %s\\r\\n' "$2"
            printf '        TYP                : 10  WIN32_OWN_PROCESS  \\r\\n'
            printf '        STATUS             : %s  IRGENDWAS\\r\\n' "$state"
            printf '                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\\r\\n'
            printf '        WIN32_EXIT_CODE    : %s  (0x0)\\r\\n' "$code"
            printf '        DIENST_EXIT_CODE   : 42  (0x2a)\\r\\n' ;;
          start)
            [ -f "$D/start-fails" ] && failed StartService "$(cat "$D/start-fails")"
            [ "$state" = 4 ] && failed StartService 1056
            echo 2 > "$D/state" ;;
          continue) echo 4 > "$D/state" ;;
          stop)
            [ -f "$D/stop-fails" ] && failed ControlService "$(cat "$D/stop-fails")"
            [ "$state" = 1 ] && failed ControlService 1062
            echo 3 > "$D/state" ;;
        esac
        """;

    @TempDir
    private Path directory;

    private FakeTools fake;
    private FakeContext context;

    private void windows(int state, int exitCode) {
        fake = new FakeTools(directory, Platform.WINDOWS).tool("sc", SC);
        fake.write("state", state + "\n");
        fake.write("code", exitCode + "\n");
        context = new FakeContext(directory);
    }

    @Test
    void readsNumbersWhateverTheLanguageOfWindows() throws Exception {
        windows(4, 0);

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_QUERY));

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.observation().getObserved()).isEqualTo("running");
        assertThat(finding.outputs()).containsEntry("state", "running");
    }

    @Test
    void saysWhatWasExpectedAndObservedWithTheExitCode() throws Exception {
        windows(1, 1067);

        var finding =
                run(service(ServiceOperation.SERVICE_OPERATION_QUERY).setExpect(ServiceState.SERVICE_STATE_RUNNING));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getExpected()).isEqualTo("Service \"Session Central Service\": running");
        assertThat(finding.observation().getObserved()).isEqualTo("stopped (exit code 1067)");
        assertThat(finding.message())
                .isEqualTo("Service \"Session Central Service\": expected running, observed stopped (exit code 1067).");
    }

    @Test
    void showsTheServicesOwnErrorCode() throws Exception {
        windows(1, 1066);

        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_QUERY))
                        .observation()
                        .getObserved())
                .isEqualTo("stopped (exit code 42)");
    }

    @Test
    void startsAndWaitsUntilItRuns() throws Exception {
        windows(1, 0);
        context.duringPause(() -> {
            if (context.pauses() == 3) {
                fake.write("state", "4\n");
            }
        });

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_START));

        assertThat(finding.succeeded()).isTrue();
        assertThat(context.printed())
                .contains("key name SessionCentral", ": stopped", ": start requested", ": starting", ": running");
        assertThat(fake.calls()).containsOnlyOnce("sc start SessionCentral");
    }

    @Test
    void startingWhatRunsAndStoppingWhatIsStoppedIsSuccess() throws Exception {
        windows(4, 0);
        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_START)).succeeded())
                .isTrue();

        windows(1, 0);
        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_STOP)).succeeded())
                .isTrue();

        assertThat(fake.calls()).noneMatch(call -> call.startsWith("sc st"));
    }

    @Test
    void alreadyThereInAnAnswerOfTheSystemIsSuccess() throws Exception {
        windows(4, 0);
        var services = new WindowsServices(fake.tools());
        var limit = java.time.Duration.ofSeconds(30);
        var seenStopped = new ServiceControl.Status(ServiceState.SERVICE_STATE_STOPPED, "stopped", false);

        assertThat(services.start("SessionCentral", seenStopped, limit)).isEmpty();
        fake.write("state", "1\n");
        assertThat(services.stop("SessionCentral", limit)).isEmpty();
    }

    @Test
    void givesUpWhenTheServiceEndsAgain() throws Exception {
        windows(1, 0);
        context.duringPause(() -> {
            fake.write("state", "1\n");
            fake.write("code", "1067\n");
        });

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_START));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("observed stopped (exit code 1067)", "It was started and ended again.");
        assertThat(context.pauses()).isEqualTo(1);
    }

    @Test
    void givesUpAfterItsTime() throws Exception {
        windows(1, 0);

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_START).setWithin(seconds(30)));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("observed starting", "Waited for 30s.");
    }

    @Test
    void explainsARefusedStart() throws Exception {
        windows(1, 0);
        fake.write("start-fails", "1068");

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_START));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .contains("The start was refused: error 1068: a service it depends on failed to start");
    }

    @Test
    void explainsARefusedStop() throws Exception {
        windows(4, 0);
        fake.write("stop-fails", "1051");

        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_STOP)).message())
                .contains("The stop was refused: error 1051: other running services depend on it");
    }

    @Test
    void restartStopsWaitsAndStarts() throws Exception {
        windows(4, 0);
        context.duringPause(
                () -> fake.write("state", fake.calls().contains("sc start SessionCentral") ? "4\n" : "1\n"));

        var finding = run(service(ServiceOperation.SERVICE_OPERATION_RESTART));

        assertThat(finding.succeeded()).isTrue();
        assertThat(fake.calls()).containsSubsequence("sc stop SessionCentral", "sc start SessionCentral");
    }

    @Test
    void resumesAPausedServiceAndWaitsForOneThatIsStopping() throws Exception {
        windows(7, 0);
        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_START)).succeeded())
                .isTrue();

        windows(3, 0);
        context.duringPause(
                () -> fake.write("state", fake.calls().contains("sc start SessionCentral") ? "4\n" : "1\n"));
        assertThat(run(service(ServiceOperation.SERVICE_OPERATION_START)).succeeded())
                .isTrue();
    }

    @Test
    void anAbsentServiceIsNamed() throws Exception {
        windows(1, 0);
        var absent = Service.newBuilder().setDisplayName("No Such Service");

        assertThat(run(absent.clone().setExpect(ServiceState.SERVICE_STATE_ABSENT))
                        .succeeded())
                .isTrue();
        assertThat(run(absent.clone().setOperation(ServiceOperation.SERVICE_OPERATION_START))
                        .message())
                .contains("expected running, observed absent", "There is nothing to start");
    }

    @Test
    void aToolThatDoesNotAnswerIsNoAbsence() throws Exception {
        fake = new FakeTools(directory, Platform.WINDOWS).tool("sc", "echo 'access is denied'; exit 5");
        context = new FakeContext(directory);

        var finding = run(Service.newBuilder().setName("x").setExpect(ServiceState.SERVICE_STATE_ABSENT));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("error 5: access is denied: the agent's account may not do this");
    }

    private static final String SYSTEMCTL = """
        case "$1" in
          show) cat "$D/unit" ;;
          start)
            [ -f "$D/start-fails" ] && { cat "$D/start-fails" > "$D/unit"; echo 'Job failed.' >&2; exit 1; }
            printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\n' > "$D/unit" ;;
          stop) printf 'LoadState=loaded\\nActiveState=inactive\\nSubState=dead\\n' > "$D/unit" ;;
        esac
        """;

    private void systemd(String unit) {
        fake = new FakeTools(directory, Platform.LINUX).tool("systemctl", SYSTEMCTL);
        fake.write("unit", unit);
        context = new FakeContext(directory);
    }

    @Test
    void systemdUnitsStartStopAndRestart() throws Exception {
        systemd("LoadState=loaded\nActiveState=inactive\nSubState=dead\n");
        var unit = Service.newBuilder().setName("app.service");

        assertThat(run(unit.clone().setOperation(ServiceOperation.SERVICE_OPERATION_START))
                        .succeeded())
                .isTrue();
        assertThat(run(unit.clone().setOperation(ServiceOperation.SERVICE_OPERATION_RESTART))
                        .succeeded())
                .isTrue();
        assertThat(run(unit.clone().setOperation(ServiceOperation.SERVICE_OPERATION_STOP))
                        .succeeded())
                .isTrue();
        assertThat(fake.calls())
                .filteredOn(call -> !call.contains("show"))
                .containsExactly(
                        "systemctl start -- app.service",
                        "systemctl stop -- app.service",
                        "systemctl start -- app.service",
                        "systemctl stop -- app.service");
    }

    @Test
    void systemdFailuresShowTheirExitCode() throws Exception {
        systemd("LoadState=loaded\nActiveState=inactive\nSubState=dead\n");
        fake.write(
                "start-fails",
                "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainStatus=203\n");

        var finding =
                run(Service.newBuilder().setName("app.service").setOperation(ServiceOperation.SERVICE_OPERATION_START));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .contains("observed stopped (exit code 203)", "exit code 1; it said 'Job failed.'");
    }

    @Test
    void systemdUnitsThatAreNotThereAreAbsent() throws Exception {
        systemd("LoadState=not-found\nActiveState=inactive\nSubState=dead\n");

        assertThat(run(Service.newBuilder().setName("x").setExpect(ServiceState.SERVICE_STATE_ABSENT))
                        .succeeded())
                .isTrue();
    }

    @Test
    void onlyQueryAndWaitLook() throws Exception {
        systemd("");
        for (var operation : ServiceOperation.values()) {
            if (operation != ServiceOperation.UNRECOGNIZED) {
                var looks = operation == ServiceOperation.SERVICE_OPERATION_UNSPECIFIED
                        || operation == ServiceOperation.SERVICE_OPERATION_QUERY
                        || operation == ServiceOperation.SERVICE_OPERATION_WAIT;
                var work = prepare(Service.newBuilder().setName("x").setOperation(operation));
                assertThat(work.onlyLooks()).as(operation.name()).isEqualTo(looks);
            }
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        systemd("");
        refused(Service.newBuilder(), "expected either name or display-name, found none");
        refused(Service.newBuilder().setName("a").setDisplayName("b"), "found both");
        refused(Service.newBuilder().setDisplayName("b"), "display names are Windows' own");
        refused(Service.newBuilder().setName("a\"b"), "expected the name of a service");
    }

    private void refused(Service.Builder service, String reason) {
        assertThatThrownBy(() -> prepare(service))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(reason);
    }

    private static Service.Builder service(ServiceOperation operation) {
        return Service.newBuilder().setDisplayName("Session Central Service").setOperation(operation);
    }

    private static com.google.protobuf.Duration seconds(long seconds) {
        return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
    }

    private Work prepare(Service.Builder service) throws InvalidActionException {
        return new ServiceAction(fake.tools())
                .prepare(Action.newBuilder().setService(service).build(), directory);
    }

    private Finding run(Service.Builder service) throws Exception {
        return Prepared.run(prepare(service), context);
    }
}
