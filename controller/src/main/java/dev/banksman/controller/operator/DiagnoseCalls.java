package dev.banksman.controller.operator;

import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.doctor.Finding;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.Role;
import dev.banksman.controller.operator.Backend.Diagnosed;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.operator.v1.DiagnoseReply;
import dev.banksman.proto.operator.v1.DiagnoseRequest;
import dev.banksman.proto.operator.v1.DiagnosedHost;
import dev.banksman.proto.operator.v1.DiagnosisDone;
import dev.banksman.proto.operator.v1.DiagnosisFinding;
import io.grpc.Status;
import java.util.Optional;

/** Answers how controller and hosts are. */
final class DiagnoseCalls {

    private static final int MOST_HOSTS = 10_000;

    private final Backend backend;

    DiagnoseCalls(Backend backend) {
        this.backend = backend;
    }

    void diagnose(DiagnoseRequest request, Operator by, PacedSender<DiagnoseReply> sender) throws InterruptedException {
        if (request.hasRunbook() || request.hasInventory()) {
            // Then the hosts log in at databases and look at files for the caller.
            Authentication.check(by, Role.OPERATOR);
        }
        if (request.hasRunbook() != request.hasInventory()) {
            throw new IllegalArgumentException("runbook, inventory: expected both or neither, found one.");
        }
        if (!request.hasRunbook() && request.getParametersCount() > 0) {
            throw new IllegalArgumentException("parameters: expected a runbook that takes them, found none.");
        }
        if (request.getHostsCount() > MOST_HOSTS) {
            throw new IllegalArgumentException(
                    "hosts: expected at most " + MOST_HOSTS + ", found " + request.getHostsCount() + ".");
        }
        var plan = request.hasRunbook()
                ? Optional.of(
                        PlanCalls.documents(request.getRunbook(), request.getInventory(), request.getParametersMap()))
                : Optional.<Backend.Documents>empty();
        switch (backend.diagnose(request.getHostsList(), plan, by.name(), new Teller(sender))) {
            case Diagnosed.Done(var tally) ->
                sender.send(DiagnoseReply.newBuilder()
                        .setDone(DiagnosisDone.newBuilder()
                                .setPassed(tally.passed())
                                .setWarned(tally.warned())
                                .setFailed(tally.failed())
                                .setSkipped(tally.skipped())
                                .setHosts(tally.hosts()))
                        .build());
            case Diagnosed.Left() -> {}
            case Diagnosed.Refused(var problems) -> throw PlanCalls.refused(problems);
            case Diagnosed.UnknownHost(var host, var known) ->
                throw Status.NOT_FOUND
                        .withDescription(Messages.withHint(
                                "Neither this controller nor the plan knows a host '" + host + "'",
                                NearestName.hint(host, known)))
                        .asRuntimeException();
            case Diagnosed.Busy(var reason) ->
                throw Status.RESOURCE_EXHAUSTED.withDescription(reason).asRuntimeException();
        }
    }

    /** Passes on what is found, at the receiver's pace. */
    private record Teller(PacedSender<DiagnoseReply> sender) implements Doctor.Listener {

        @Override
        public boolean found(Finding finding) throws InterruptedException {
            return sender.send(DiagnoseReply.newBuilder()
                    .setFinding(DiagnosisFinding.newBuilder()
                            .setHost(finding.host())
                            .setTask(finding.task())
                            .setSubject(finding.subject())
                            .setVerdict(FindingVerdict.valueOf(
                                    "FINDING_VERDICT_" + finding.verdict().name()))
                            .setExpected(finding.expected())
                            .setObserved(finding.observed())
                            .setAdvice(finding.advice()))
                    .build());
        }

        @Override
        public boolean through(String host) throws InterruptedException {
            return sender.send(DiagnoseReply.newBuilder()
                    .setHost(DiagnosedHost.newBuilder().setHost(host))
                    .build());
        }

        @Override
        public boolean waiting() {
            return sender.open();
        }
    }
}
