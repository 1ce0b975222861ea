package dev.banksman.controller.operator;

import com.google.protobuf.ByteString;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.GetRunbookReply;
import dev.banksman.proto.operator.v1.GetRunbookRequest;
import dev.banksman.proto.operator.v1.ListRunbooksReply;
import dev.banksman.proto.operator.v1.RunbookEntry;
import dev.banksman.proto.operator.v1.RunbookParameter;
import dev.banksman.proto.operator.v1.RunbookRole;
import io.grpc.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;

/** Answers what concerns the runbooks that this controller has ready. */
final class LibraryCalls {

    private final Backend backend;

    LibraryCalls(Backend backend) {
        this.backend = backend;
    }

    ListRunbooksReply list() throws IOException {
        var reply = ListRunbooksReply.newBuilder();
        new TreeMap<>(backend.library().entries()).values().forEach(entry -> reply.addRunbooks(message(entry)));
        return reply.build();
    }

    GetRunbookReply get(GetRunbookRequest request) throws IOException {
        var entries = backend.library().entries();
        var entry = entries.get(request.getName());
        if (entry == null) {
            throw Status.NOT_FOUND
                    .withDescription(Messages.withHint(
                            "This controller has no runbook '" + request.getName() + "'",
                            NearestName.hint(request.getName(), entries.keySet())))
                    .asRuntimeException();
        }
        var reply = GetRunbookReply.newBuilder()
                .setRunbook(message(entry))
                .setDocument(
                        Document.newBuilder().setName(entry.file()).setContent(ByteString.copyFrom(entry.bundle())));
        if (entry.read() instanceof Read.Valid<Runbook> valid) {
            valid.warnings().forEach(warning -> reply.addWarnings(Messages.problem(warning)));
        }
        return reply.build();
    }

    private static RunbookEntry message(RunbookLibrary.Entry entry) {
        var message = RunbookEntry.newBuilder().setName(entry.name());
        switch (entry.read()) {
            case Read.Invalid<Runbook>(var problems) ->
                problems.forEach(problem -> message.addProblems(Messages.problem(problem)));
            case Read.Valid<Runbook>(var runbook, var warnings) -> {
                message.setVersion(runbook.version()).setTitle(runbook.title()).setAbout(runbook.about());
                runbook.parameters().values().forEach(parameter -> message.addParameters(parameter(parameter)));
                runbook.roles().values().forEach(role -> message.addRoles(role(role)));
            }
        }
        return message.build();
    }

    private static RunbookParameter parameter(Runbook.Parameter parameter) {
        return RunbookParameter.newBuilder()
                .setName(parameter.name())
                .setType(parameter.type().name().toLowerCase(Locale.ROOT))
                .setHelp(parameter.help())
                .setRequired(parameter.defaultValue().isEmpty())
                .setDefaultValue(parameter.defaultValue().orElse(""))
                .addAllChoices(parameter.choices())
                .setPattern(parameter.pattern().orElse(""))
                .build();
    }

    private static RunbookRole role(Runbook.Role role) {
        return RunbookRole.newBuilder()
                .setRole(role.name())
                .setTitle(role.title())
                .setAtLeast(role.atLeast())
                .setAtMost(role.atMost() == Integer.MAX_VALUE ? 0 : role.atMost())
                .build();
    }
}
