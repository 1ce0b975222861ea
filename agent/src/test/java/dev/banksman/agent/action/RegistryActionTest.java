package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Registry;
import dev.banksman.proto.agent.v1.RegistryOperation;
import dev.banksman.proto.agent.v1.RegistryType;
import dev.banksman.proto.agent.v1.RegistryView;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in holds one value, {@code data} of type {@code type}, of the key that every call names. */
final class RegistryActionTest {

    private static final String KEY = "HKLM\\SYSTEM\\CurrentControlSet\\services\\Dynamics Server\\6.0\\01\\Original";

    private static final String REG = """
        verb=$1; shift
        case "$verb" in
          query)
            case "$1" in *CurrentVersion) echo; exit 0 ;; esac
            [ -f "$D/data" ] || { echo 'FEHLER' >&2; exit 1; }
            printf '\\r\\nHKEY_LOCAL_MACHINE\\\\x\\r\\n    Port    %s    %s\\r\\n\\r\\n' "$(cat "$D/type")" "$(cat "$D/data")" ;;
          add)
            [ ! -f "$D/refuse" ] || { echo 'Zugriff verweigert' >&2; exit 1; }
            printf %s "$5" >"$D/type"
            case "$5" in REG_DWORD) printf '0x%x' "$7" ;; *) printf %s "$7" ;; esac >"$D/data" ;;
          delete) rm "$D/data" ;;
        esac
        """;

    @TempDir
    private Path directory;

    private FakeTools tools;

    @BeforeEach
    void aHost() {
        tools = new FakeTools(directory, Platform.WINDOWS).tool("reg", REG);
    }

    @Test
    void looksAtAValue() throws Exception {
        has("REG_SZ", "2712");

        assertThat(run(at("port").setExpect("27\\d\\d")).outputs()).containsEntry("data", "2712");
        assertThat(run(at("Port").setExpect("27")).succeeded()).isFalse();
        assertThat(run(at("Port").setExpectAbsent(true)).observation().getObserved())
                .isEqualTo("it is 2712");
        assertThat(run(at("Other")).succeeded()).isFalse();
        assertThat(run(at("Other").setExpectAbsent(true)).succeeded()).isTrue();
    }

    @Test
    void looksAtAKey() throws Exception {
        assertThat(run(at("").setExpectAbsent(true)).succeeded()).isTrue();
        has("REG_SZ", "2712");
        assertThat(run(at("")).succeeded()).isTrue();
    }

    @Test
    void writesAndReadsBack() throws Exception {
        var finding = run(set("split_modeldb", "1").setView(RegistryView.REGISTRY_VIEW_BITS_32));

        assertThat(finding.succeeded()).isFalse();
        assertThat(tools.calls()).anyMatch(call -> call.endsWith(" /v split_modeldb /t REG_SZ /d 1 /f /reg:32"));
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTRY_TYPE_STRING, a b, REG_SZ",
        "REGISTRY_TYPE_DWORD, 4711, REG_DWORD",
        "REGISTRY_TYPE_DWORD, 0x1267, REG_DWORD",
        "REGISTRY_TYPE_BINARY, 0a1b, REG_BINARY"
    })
    void writesEachType(RegistryType type, String data, String written) throws Exception {
        var finding = run(set("Port", data).setType(type));

        assertThat(finding.succeeded()).as(finding.message()).isTrue();
        assertThat(finding.observation().getDetailsMap()).containsEntry("before", "it is not there");
        assertThat(tools.calls()).anyMatch(call -> call.contains("/t " + written));
    }

    @Test
    void changesNothingWhereItIsWrittenAlready() throws Exception {
        has("REG_DWORD", "0x1267");

        assertThat(run(set("Port", "4711").setType(RegistryType.REGISTRY_TYPE_DWORD))
                        .succeeded())
                .isTrue();
        assertThat(tools.calls()).noneMatch(call -> call.startsWith("reg add"));
    }

    @Test
    void theSameNumberOfAnotherTypeIsNotTheSame() throws Exception {
        has("REG_SZ", "4711");

        assertThat(run(set("Port", "4711").setType(RegistryType.REGISTRY_TYPE_DWORD))
                        .outputs())
                .containsEntry("data", "0x1267")
                .containsEntry("data-before", "4711");
    }

    @Test
    void saysWhyItWasRefused() throws Exception {
        tools.write("refuse", "");

        var finding = run(set("Port", "1"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.observation().getObserved()).contains("exit code 1", "Zugriff verweigert");
    }

    @Test
    void removesAndTakesAbsenceForSuccess() throws Exception {
        has("REG_SZ", "2712");

        assertThat(run(remove("Port")).outputs()).containsEntry("data-before", "2712");
        assertThat(run(remove("Port")).succeeded()).isTrue();
        assertThat(tools.calls())
                .filteredOn(call -> call.startsWith("reg delete"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "SOFTWARE\\X, , query, registry.key",
        "HKLM, , query, registry.key",
        "HKLM\\SOFTWARE, , remove, levels below its root",
        "HKLM\\SOFTWARE\\X, , set, registry.value"
    })
    void refusesWhatMakesNoSense(String key, String value, String operation, String because) {
        var registry = Registry.newBuilder()
                .setKey(key)
                .setValue(value == null ? "" : value)
                .setOperation(RegistryOperation.valueOf("REGISTRY_OPERATION_" + operation.toUpperCase(Locale.ROOT)));

        assertThatThrownBy(() -> prepare(registry))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining(because);
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTRY_TYPE_DWORD, 4294967296",
        "REGISTRY_TYPE_DWORD, -1",
        "REGISTRY_TYPE_QWORD, many",
        "REGISTRY_TYPE_BINARY, 0x12"
    })
    void refusesDataThatIsNotOfItsType(RegistryType type, String data) {
        assertThatThrownBy(() -> prepare(set("Port", data).setType(type)))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining("registry.data");
    }

    @Test
    void isRefusedOnLinux() {
        tools = new FakeTools(directory, Platform.LINUX);

        assertThatThrownBy(() -> prepare(at("Port"))).isInstanceOf(InvalidActionException.class);
    }

    @Test
    void onlyAQueryOnlyLooks() throws Exception {
        assertThat(prepare(at("Port")).onlyLooks()).isTrue();
        assertThat(prepare(set("Port", "1")).onlyLooks()).isFalse();
        assertThat(Prepared.inside(prepare(remove("Port"))).resumes()).isTrue();
    }

    private void has(String type, String data) {
        tools.write("type", type);
        tools.write("data", data);
    }

    private static Registry.Builder at(String value) {
        return Registry.newBuilder().setKey(KEY).setValue(value);
    }

    private static Registry.Builder set(String value, String data) {
        return at(value).setOperation(RegistryOperation.REGISTRY_OPERATION_SET).setData(data);
    }

    private static Registry.Builder remove(String value) {
        return at(value).setOperation(RegistryOperation.REGISTRY_OPERATION_REMOVE);
    }

    private Finding run(Registry.Builder registry) throws Exception {
        return Prepared.run(prepare(registry), new FakeContext(directory));
    }

    private Work prepare(Registry.Builder registry) throws InvalidActionException {
        return new RegistryAction(tools.tools())
                .prepare(Action.newBuilder().setRegistry(registry).build(), directory);
    }
}
