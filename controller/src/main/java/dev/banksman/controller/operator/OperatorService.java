package dev.banksman.controller.operator;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.Role;
import dev.banksman.controller.operator.http.OpenApi;
import dev.banksman.controller.operator.http.ProtoComments;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import dev.banksman.proto.operator.v1.WhoAmIReply;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operator API: says who may call what; the answers are made by the classes beside it. The same handlers serve gRPC
 * and HTTP. Calls may block and must not run on an event loop.
 */
public final class OperatorService implements BindableService {

    private final MethodTable methods;
    private final String version;

    public OperatorService(Backend backend, OperatorTokens tokens, InstantSource clock) {
        this.version = backend.version();
        var plans = new PlanCalls(backend);
        var forecasts = new ForecastCalls(backend);
        var runs = new RunCalls(backend, clock);
        var streams = new StreamCalls(backend);
        var hosts = new HostCalls(backend);
        var upgrades = new UpgradeCalls(backend);
        var operators = new OperatorCalls(tokens);
        var news = new RunNewsCalls(backend);
        var forms = new PlanForms(backend);
        var library = new LibraryCalls(backend);
        var search = new SearchCalls(backend);
        var artifacts = new ArtifactCalls(backend);
        var audit = new AuditCalls(backend.audit());
        var diagnoses = new DiagnoseCalls(backend);
        this.methods = new MethodTable(OperatorGrpc.getServiceDescriptor())
                        .answer(
                                OperatorGrpc.getWhoAmIMethod(),
                                Role.VIEWER,
                                (request, by) -> whoAmI(by, backend.version()))
                        .answer(
                                OperatorGrpc.getValidateRunbookMethod(),
                                Role.VIEWER,
                                (request, by) -> plans.validate(request))
                        .answer(
                                OperatorGrpc.getPreviewPlanMethod(),
                                Role.VIEWER,
                                (request, by) -> plans.preview(request))
                        .answer(
                                OperatorGrpc.getSimulatePlanMethod(),
                                Role.VIEWER,
                                (request, by) -> forecasts.simulate(request))
                        .answer(
                                OperatorGrpc.getGetForecastMethod(),
                                Role.VIEWER,
                                (request, by) -> forecasts.forecast(request))
                        .answer(OperatorGrpc.getStartRunMethod(), Role.OPERATOR, plans::start)
                        .answer(OperatorGrpc.getListRunsMethod(), Role.VIEWER, (request, by) -> runs.list(request))
                        .answer(OperatorGrpc.getGetRunMethod(), Role.VIEWER, (request, by) -> runs.get(request))
                        .answer(OperatorGrpc.getListTasksMethod(), Role.VIEWER, (request, by) -> runs.tasks(request))
                        .stream(
                                OperatorGrpc.getWatchRunMethod(),
                                Role.VIEWER,
                                (request, by, to) -> streams.watch(request, to))
                        .stream(
                                OperatorGrpc.getWatchRunsMethod(),
                                Role.VIEWER,
                                (request, by, to) -> news.watch(request, to))
                        .answer(OperatorGrpc.getGetPlanMethod(), Role.VIEWER, (request, by) -> forms.get(request))
                        .answer(OperatorGrpc.getListRunbooksMethod(), Role.VIEWER, (request, by) -> library.list())
                        .answer(OperatorGrpc.getGetRunbookMethod(), Role.VIEWER, (request, by) -> library.get(request))
                        .answer(
                                OperatorGrpc.getSearchOutputMethod(),
                                Role.VIEWER,
                                (request, by) -> search.search(request))
                        .answer(
                                OperatorGrpc.getListArtifactsMethod(),
                                Role.VIEWER,
                                (request, by) -> artifacts.list(request))
                        .intake(
                                OperatorGrpc.getStoreArtifactMethod(),
                                Role.OPERATOR,
                                (by, to) -> new ArtifactIntake(by, backend.artifacts(), to, clock))
                        .stream(
                                OperatorGrpc.getGetArtifactMethod(),
                                Role.VIEWER,
                                (request, by, to) -> artifacts.get(request, to))
                        .answer(OperatorGrpc.getDrainHostMethod(), Role.OPERATOR, hosts::drain)
                        .answer(OperatorGrpc.getListAuditMethod(), Role.ADMIN, (request, by) -> audit.list(request))
                        // Gates say who may decide; see there.
                        .answer(OperatorGrpc.getDecideMethod(), Role.VIEWER, runs::decide)
                        .stream(
                                OperatorGrpc.getReadOutputMethod(),
                                Role.VIEWER,
                                (request, by, to) -> streams.read(request, to))
                        .answer(OperatorGrpc.getListHostsMethod(), Role.VIEWER, (request, by) -> hosts.list())
                        .answer(
                                OperatorGrpc.getCreateEnrollmentTokenMethod(),
                                Role.ADMIN,
                                (request, by) -> hosts.enroll(request))
                        .answer(OperatorGrpc.getRevokeHostMethod(), Role.ADMIN, hosts::revoke)
                        .intake(
                                OperatorGrpc.getStoreAgentPackageMethod(),
                                Role.ADMIN,
                                (by, to) ->
                                        new PackageIntake(by, backend.upgrades().packages(), to))
                        .stream(OperatorGrpc.getUpgradeHostsMethod(), Role.ADMIN, upgrades::upgrade)
                        // With a plan it takes more; see there.
                        .stream(OperatorGrpc.getDiagnoseMethod(), Role.VIEWER, diagnoses::diagnose)
                        .answer(OperatorGrpc.getListOperatorsMethod(), Role.ADMIN, (request, by) -> operators.list())
                        .answer(OperatorGrpc.getCreateOperatorMethod(), Role.ADMIN, operators::create)
                        .answer(OperatorGrpc.getRemoveOperatorMethod(), Role.ADMIN, operators::remove)
                        .answer(OperatorGrpc.getGetReportMethod(), Role.VIEWER, (request, by) -> runs.report(request));
    }

    private static WhoAmIReply whoAmI(Operator caller, String version) {
        var reply = WhoAmIReply.newBuilder().setName(caller.name()).setControllerVersion(version);
        caller.roles().stream().sorted().forEach(role -> reply.addRoles(role.word()));
        return reply.build();
    }

    /** What there is by HTTP, as an OpenAPI document. */
    String openApi() {
        return OpenApi.of(service(), rolesByMethod(), ProtoComments.load(), version);
    }

    /** The word of the role that each method takes, by the method's name. */
    public Map<String, String> rolesByMethod() {
        var words = new TreeMap<String, String>();
        methods.roles().forEach((name, role) -> words.put(name.substring(name.lastIndexOf('/') + 1), role.word()));
        return words;
    }

    private static ServiceDescriptor service() {
        if (OperatorGrpc.getServiceDescriptor().getSchemaDescriptor() instanceof ProtoServiceDescriptorSupplier known) {
            return known.getServiceDescriptor();
        }
        throw new IllegalStateException("The service has no descriptor.");
    }

    @Override
    public ServerServiceDefinition bindService() {
        return methods.build();
    }
}
