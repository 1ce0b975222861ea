package dev.banksman.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.banksman.proto.operator.v1.CreateOperatorRequest;
import dev.banksman.proto.operator.v1.DiagnoseRequest;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.ListOperatorsRequest;
import dev.banksman.proto.operator.v1.OperatorEntry;
import dev.banksman.proto.operator.v1.OperatorGrpc.OperatorBlockingStub;
import dev.banksman.proto.operator.v1.RemoveOperatorRequest;
import dev.banksman.proto.operator.v1.RevokeHostRequest;
import dev.banksman.proto.operator.v1.WhoAmIRequest;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators and revocations as a client of the API meets them. */
@Timeout(60)
final class OperatorCallsTest {

    @TempDir
    private Path directory;

    private OperatorListener listener;
    private OperatorBlockingStub admin;

    @BeforeEach
    void start() throws Exception {
        listener = new OperatorListener(directory);
        admin = listener.operator(listener.adminToken());
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
    }

    @Test
    void anAddedOperatorGetsInAtOnceAndARemovedOneIsOutAtOnce() throws Exception {
        var lead = listener.operator(add("lead", "operator", "approver"));

        assertThat(lead.whoAmI(WhoAmIRequest.getDefaultInstance()).getRolesList())
                .containsExactly("operator", "approver");
        assertThat(admin.listOperators(ListOperatorsRequest.getDefaultInstance())
                        .getOperatorsList())
                .extracting(OperatorEntry::getName)
                .containsExactly("admin", "lead");

        remove("lead");

        assertRefused(Status.Code.UNAUTHENTICATED, () -> lead.whoAmI(WhoAmIRequest.getDefaultInstance()));
        assertThat(admin.listOperators(ListOperatorsRequest.getDefaultInstance())
                        .getOperatorsList())
                .extracting(OperatorEntry::getName)
                .containsExactly("admin");
    }

    @Test
    void onlyAnAdminMayDoAnyOfIt() throws Exception {
        listener.backend.hosts.add("web-1");
        for (var role : List.of("viewer", "operator", "approver")) {
            var other = listener.operator(add(role + "-1", role));
            List<Function<OperatorBlockingStub, Object>> calls = List.of(
                    api -> api.listOperators(ListOperatorsRequest.getDefaultInstance()),
                    api -> api.createOperator(CreateOperatorRequest.newBuilder()
                            .setName("mine")
                            .addRoles("admin")
                            .build()),
                    api -> api.removeOperator(
                            RemoveOperatorRequest.newBuilder().setName("admin").build()),
                    api -> api.revokeHost(
                            RevokeHostRequest.newBuilder().setHost("web-1").build()));
            for (var call : calls) {
                assertThat(assertRefused(Status.Code.PERMISSION_DENIED, () -> call.apply(other)))
                        .contains("This takes the role admin; " + role + "-1 has " + role);
            }
        }
        assertThat(listener.backend.revoked).isEmpty();
        assertThat(listener.tokens.list()).hasSize(4);
    }

    @Test
    void aDiagnosisTakesAViewerAndWithAPlanAnOperator() throws Exception {
        var viewer = listener.operator(add("looker", "viewer"));
        var operator = listener.operator(add("driver", "operator"));
        var plain = DiagnoseRequest.getDefaultInstance();
        var planned = DiagnoseRequest.newBuilder()
                .setRunbook(Document.getDefaultInstance())
                .setInventory(Document.getDefaultInstance())
                .build();

        // The backend behind it has no diagnoses: whoever hears of that has got through to it.
        assertRefused(
                Status.Code.FAILED_PRECONDITION, () -> viewer.diagnose(plain).next());
        assertRefused(
                Status.Code.PERMISSION_DENIED, () -> viewer.diagnose(planned).next());
        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                () -> operator.diagnose(planned).next());
        assertThat(assertRefused(
                        Status.Code.INVALID_ARGUMENT,
                        () -> operator.diagnose(
                                        planned.toBuilder().clearInventory().build())
                                .next()))
                .isEqualTo("runbook, inventory: expected both or neither, found one.");
        assertThat(assertRefused(
                        Status.Code.INVALID_ARGUMENT,
                        () -> operator.diagnose(plain.toBuilder()
                                        .putParameters("a", "b")
                                        .build())
                                .next()))
                .isEqualTo("parameters: expected a runbook that takes them, found none.");
    }

    @Test
    void theLastAdminStays() throws Exception {
        assertThat(assertRefused(Status.Code.FAILED_PRECONDITION, () -> remove("admin")))
                .contains("'admin' is the last operator with the role admin");

        var second = listener.operator(add("second", "admin"));
        second.removeOperator(
                RemoveOperatorRequest.newBuilder().setName("admin").build());

        assertRefused(Status.Code.UNAUTHENTICATED, () -> admin.whoAmI(WhoAmIRequest.getDefaultInstance()));
    }

    @Test
    void namesThatAreUnknownTakenOrNoneAreSaidInASentence() throws Exception {
        add("maintenance-lead", "viewer");
        assertThat(assertRefused(Status.Code.NOT_FOUND, () -> remove("maintenence-lead")))
                .isEqualTo("There is no operator 'maintenence-lead'; did you mean maintenance-lead?");
        assertThat(assertRefused(Status.Code.ALREADY_EXISTS, () -> add("admin", "viewer")))
                .contains("already");
        assertThat(assertRefused(Status.Code.INVALID_ARGUMENT, () -> add("../x", "viewer")))
                .contains("found '../x'");
        assertThat(assertRefused(Status.Code.INVALID_ARGUMENT, () -> add("two", "root")))
                .isEqualTo("Expected viewer, operator, approver or admin; found 'root'.");
        assertThat(assertRefused(Status.Code.INVALID_ARGUMENT, () -> add("two")))
                .contains("at least one");

        listener.backend.hosts.add("session-host-1");
        assertThat(assertRefused(Status.Code.NOT_FOUND, () -> revoke("sesion-host-1", false)))
                .isEqualTo("This controller knows no host 'sesion-host-1'; did you mean session-host-1?");
        assertThat(assertRefused(Status.Code.INVALID_ARGUMENT, () -> revoke("../x", true)))
                .contains("found '../x'");
        assertThat(listener.backend.revoked).isEmpty();
    }

    @Test
    void revokesAHostInTheNameOfTheToken() {
        listener.backend.hosts.add("web-1");

        assertThat(revoke("web-1", false)).isTrue();
        assertThat(revoke("gone-1", true)).isFalse();

        assertThat(listener.backend.revoked)
                .containsExactly("web-1 by admin: lost or stolen", "gone-1 by admin: lost or stolen");
    }

    @Test
    void noTokenIsInTheLog() throws Exception {
        var token = add("lead", "operator");
        assertRefused(Status.Code.UNAUTHENTICATED, () -> {
            try {
                return listener.operator(token + "x").whoAmI(WhoAmIRequest.getDefaultInstance());
            } catch (io.grpc.StatusRuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        var secret = token.substring("banksman-op1.".length());

        assertThat(listener.log.lines())
                .anyMatch(line -> line.contains("Operator admin made the operator lead"))
                .noneMatch(line -> line.contains(secret));
    }

    private String add(String name, String... roles) {
        return admin.createOperator(CreateOperatorRequest.newBuilder()
                        .setName(name)
                        .addAllRoles(List.of(roles))
                        .build())
                .getToken();
    }

    private Object remove(String name) {
        return admin.removeOperator(
                RemoveOperatorRequest.newBuilder().setName(name).build());
    }

    private boolean revoke(String host, boolean evenIfUnknown) {
        return admin.revokeHost(RevokeHostRequest.newBuilder()
                        .setHost(host)
                        .setReason("lost or\nstolen")
                        .setEvenIfUnknown(evenIfUnknown)
                        .build())
                .getDisconnected();
    }

    /** The sentence with which it was refused. */
    private static String assertRefused(Status.Code code, java.util.function.Supplier<?> call) {
        var status = Status.fromThrowable(catchThrowable(call::get));
        assertThat(status.getCode()).isEqualTo(code);
        return String.valueOf(status.getDescription());
    }
}
