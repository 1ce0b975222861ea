package dev.banksman.deploy.lab;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;

/** Turns what went wrong into a sentence and an exit code. */
final class LabMessages {

    /** What was asked for makes no sense. */
    static final int REFUSED = 2;
    /** The lab could not do it. */
    static final int FAULT = 1;

    private LabMessages() {}

    static int print(Exception e, PrintWriter err) throws Exception {
        switch (e) {
            case LabException said -> {
                err.println(said.getMessage());
                return REFUSED;
            }
            case IOException io -> err.println("The lab cannot read or write: " + io.getMessage());
            case SQLException sql -> err.println("The lab's SQL server: " + sql.getMessage());
            case StatusRuntimeException rpc ->
                err.println("The controller answered: " + rpc.getStatus().getDescription());
            default -> throw e;
        }
        return FAULT;
    }
}
