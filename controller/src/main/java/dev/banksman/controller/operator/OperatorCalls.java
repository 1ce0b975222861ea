package dev.banksman.controller.operator;

import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.OperatorTokens.NameTakenException;
import dev.banksman.controller.identity.Role;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.proto.operator.v1.CreateOperatorReply;
import dev.banksman.proto.operator.v1.CreateOperatorRequest;
import dev.banksman.proto.operator.v1.ListOperatorsReply;
import dev.banksman.proto.operator.v1.OperatorEntry;
import dev.banksman.proto.operator.v1.RemoveOperatorReply;
import dev.banksman.proto.operator.v1.RemoveOperatorRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.EnumSet;

/** Answers what concerns the operators themselves. */
final class OperatorCalls {

    private final OperatorTokens tokens;

    OperatorCalls(OperatorTokens tokens) {
        this.tokens = tokens;
    }

    ListOperatorsReply list() {
        var reply = ListOperatorsReply.newBuilder();
        for (var operator : tokens.list()) {
            var entry = OperatorEntry.newBuilder().setName(operator.name());
            operator.roles().stream().sorted().forEach(role -> entry.addRoles(role.word()));
            reply.addOperators(entry);
        }
        return reply.build();
    }

    CreateOperatorReply create(CreateOperatorRequest request, Operator by) throws IOException {
        var roles = EnumSet.noneOf(Role.class);
        request.getRolesList().forEach(word -> roles.add(Role.of(word)));
        try {
            var token = tokens.create(request.getName(), roles, by.name());
            return CreateOperatorReply.newBuilder().setToken(token).build();
        } catch (NameTakenException e) {
            throw Status.ALREADY_EXISTS.withDescription(e.getMessage()).asRuntimeException();
        }
    }

    RemoveOperatorReply remove(RemoveOperatorRequest request, Operator by) throws IOException {
        return switch (tokens.remove(request.getName(), by.name())) {
            case REMOVED -> RemoveOperatorReply.getDefaultInstance();
            case UNKNOWN -> throw unknown(request.getName());
            case LAST_ADMIN ->
                throw Status.FAILED_PRECONDITION
                        .withDescription("'" + request.getName() + "' is the last operator with the role admin; without"
                                + " one, nobody could enroll hosts or make operators. Add another admin first.")
                        .asRuntimeException();
        };
    }

    private StatusRuntimeException unknown(String name) {
        var known = tokens.list().stream().map(Operator::name).toList();
        return Status.NOT_FOUND
                .withDescription(
                        Messages.withHint("There is no operator '" + name + "'", NearestName.hint(name, known)))
                .asRuntimeException();
    }
}
