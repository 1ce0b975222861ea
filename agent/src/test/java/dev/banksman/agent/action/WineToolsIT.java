package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Package;
import dev.banksman.proto.agent.v1.PackageOperation;
import dev.banksman.proto.agent.v1.Registry;
import dev.banksman.proto.agent.v1.RegistryOperation;
import dev.banksman.proto.agent.v1.RegistryType;
import dev.banksman.proto.agent.v1.RegistryView;
import dev.banksman.proto.agent.v1.Service;
import dev.banksman.proto.agent.v1.ServiceOperation;
import dev.banksman.proto.agent.v1.ServiceState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same code against another real implementation of Windows' tools: Wine's. Skipped where Wine is not installed.
 * Wine's {@code sc} knows no GetKeyName and says nothing about services that are not there. Packages have a test of
 * their own, {@link WineMsiIT}.
 */
final class WineToolsIT {

    private static final String CODE = "{01234567-89AB-CDEF-0123-456789ABCDEF}";
    private static final String UNINSTALL = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\";

    @TempDir
    private static Path directory;

    private final FakeContext context = new FakeContext(directory);

    private static WinePrefix wine;

    @BeforeAll
    static void makePrefix() throws Exception {
        wine = WinePrefix.make(directory);
        var key = UNINSTALL + CODE;
        assertThat(wine.run("reg", "add", key, "/v", "DisplayName", "/d", "Web Client Runtime", "/f", "/reg:64"))
                .isZero();
        assertThat(wine.run("reg", "add", key, "/v", "DisplayVersion", "/d", "18.0.5", "/f", "/reg:64"))
                .isZero();
    }

    @AfterAll
    static void endPrefix() throws Exception {
        if (wine != null) {
            wine.end();
        }
    }

    @Test
    void startsAndStopsAService() throws Exception {
        var started = run(service(ServiceOperation.SERVICE_OPERATION_START));
        var startedAgain = run(service(ServiceOperation.SERVICE_OPERATION_START));
        var running =
                run(service(ServiceOperation.SERVICE_OPERATION_QUERY).setExpect(ServiceState.SERVICE_STATE_RUNNING));
        var stopped = run(service(ServiceOperation.SERVICE_OPERATION_STOP));

        assertThat(started.succeeded()).as(started.message()).isTrue();
        assertThat(startedAgain.succeeded()).as(startedAgain.message()).isTrue();
        assertThat(running.succeeded()).as(running.message()).isTrue();
        assertThat(stopped.succeeded()).as(stopped.message()).isTrue();
    }

    @Test
    void readsInstalledProductsFromTheRegistry() throws Exception {
        var byCode = run(product(CODE).setExpectVersion("^18\\."));
        var byName = run(product("Web Client Runtime"));
        var absent = run(product("Something Else").setExpectAbsent(true));
        var absentCode = run(product(CODE.replace('0', '9')).setExpectAbsent(true));

        assertThat(byCode.succeeded()).as(byCode.message()).isTrue();
        assertThat(byName.outputs()).containsEntry("version", "18.0.5");
        assertThat(absent.succeeded()).as(absent.message()).isTrue();
        assertThat(absentCode.succeeded()).as(absentCode.message()).isTrue();
    }

    @Test
    void writesReadsAndRemovesInTheRegistry() throws Exception {
        var port = Registry.newBuilder()
                .setKey("HKLM\\SYSTEM\\CurrentControlSet\\services\\Dynamics Server\\6.0\\01\\Original")
                .setValue("port");
        var set = port.clone()
                .setOperation(RegistryOperation.REGISTRY_OPERATION_SET)
                .setData("2712");
        for (var type : List.of(RegistryType.REGISTRY_TYPE_STRING, RegistryType.REGISTRY_TYPE_DWORD)) {
            var written = run(set.clone().setType(type));
            assertThat(written.succeeded()).as(written.message()).isTrue();
        }
        var read = run(port.clone().setExpect("0x[0-9a-f]+"));
        var removed = run(port.clone().setOperation(RegistryOperation.REGISTRY_OPERATION_REMOVE));
        var gone = run(port.clone().setExpectAbsent(true));

        assertThat(read.outputs()).as(read.message()).containsEntry("data", "0xa98");
        assertThat(removed.succeeded()).as(removed.message()).isTrue();
        assertThat(gone.succeeded()).as(gone.message()).isTrue();
    }

    @Test
    void aServiceThatRunsIsRestartedAndOneThatStandsIsStarted() throws Exception {
        for (var before : List.of(ServiceOperation.SERVICE_OPERATION_START, ServiceOperation.SERVICE_OPERATION_STOP)) {
            assertThat(run(service(before)).succeeded()).isTrue();

            var restarted = run(service(ServiceOperation.SERVICE_OPERATION_RESTART));
            var waited =
                    run(service(ServiceOperation.SERVICE_OPERATION_WAIT).setExpect(ServiceState.SERVICE_STATE_RUNNING));

            assertThat(restarted.succeeded()).as(restarted.message()).isTrue();
            assertThat(waited.succeeded()).as(waited.message()).isTrue();
        }
        var stopped = run(service(ServiceOperation.SERVICE_OPERATION_STOP));
        var stoppedAgain = run(service(ServiceOperation.SERVICE_OPERATION_STOP));
        var wrong =
                run(service(ServiceOperation.SERVICE_OPERATION_QUERY).setExpect(ServiceState.SERVICE_STATE_RUNNING));

        assertThat(stopped.succeeded()).as(stopped.message()).isTrue();
        assertThat(stoppedAgain.succeeded()).as(stoppedAgain.message()).isTrue();
        assertThat(wrong.succeeded()).isFalse();
    }

    @Test
    void typesAreWrittenAndReadBackInBothViews() throws Exception {
        // Wine's reg does not show numbers of 64 bits.
        var data = Map.of(
                RegistryType.REGISTRY_TYPE_STRING, "C:\\Program Files\\a",
                RegistryType.REGISTRY_TYPE_EXPAND_STRING, "%SystemRoot%\\a",
                RegistryType.REGISTRY_TYPE_DWORD, "0xffffffff",
                RegistryType.REGISTRY_TYPE_MULTI_STRING, "a\\0b c",
                RegistryType.REGISTRY_TYPE_BINARY, "00ff10");
        for (var view : List.of(RegistryView.REGISTRY_VIEW_BITS_64, RegistryView.REGISTRY_VIEW_BITS_32)) {
            var key = Registry.newBuilder()
                    .setKey("HKLM\\SOFTWARE\\Banksman\\Types " + view.name())
                    .setView(view);
            for (var entry : data.entrySet()) {
                var set = key.clone()
                        .setOperation(RegistryOperation.REGISTRY_OPERATION_SET)
                        .setValue("the value")
                        .setType(entry.getKey())
                        .setData(entry.getValue());

                var written = run(set);

                assertThat(written.succeeded()).as(written.message()).isTrue();
            }
            var removed = run(key.clone().setOperation(RegistryOperation.REGISTRY_OPERATION_REMOVE));
            assertThat(removed.succeeded()).as(removed.message()).isTrue();
            assertThat(run(key.clone().setExpectAbsent(true)).succeeded()).isTrue();
        }
    }

    private Finding run(Registry.Builder registry) throws Exception {
        return Prepared.run(
                new RegistryAction(tools())
                        .prepare(Action.newBuilder().setRegistry(registry).build(), directory),
                context);
    }

    @Test
    void msiexecTakesTheArguments() throws Exception {
        var work = new PackageAction(tools())
                .prepare(
                        Action.newBuilder()
                                .setPackage(Package.newBuilder()
                                        .setOperation(PackageOperation.PACKAGE_OPERATION_UNINSTALL)
                                        .setProduct(CODE))
                                .build(),
                        directory);
        var process =
                new ProcessBuilder(Prepared.command(work).argv()).inheritIO().start();

        // 1605, of which a Linux process can show eight bits only.
        assertThat(process.waitFor()).isEqualTo(1605 & 0xFF);
    }

    private static HostTools tools() {
        return wine.tools("sc", "reg", "msiexec");
    }

    private static Service.Builder service(ServiceOperation operation) {
        return Service.newBuilder().setName("MSIServer").setOperation(operation);
    }

    private static Package.Builder product(String product) {
        return Package.newBuilder()
                .setOperation(PackageOperation.PACKAGE_OPERATION_QUERY)
                .setProduct(product);
    }

    private Finding run(Service.Builder service) throws Exception {
        var action = Action.newBuilder().setService(service).build();
        return Prepared.run(new ServiceAction(tools()).prepare(action, directory), context);
    }

    private Finding run(Package.Builder wanted) throws Exception {
        var action = Action.newBuilder().setPackage(wanted).build();
        return Prepared.run(new PackageAction(tools()).prepare(action, directory), context);
    }
}
