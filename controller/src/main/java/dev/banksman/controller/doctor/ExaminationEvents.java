package dev.banksman.controller.doctor;

import dev.banksman.proto.agent.v1.Examined;

/** What agents answer to examinations. Calls must return at once; those of one host come in order. */
@FunctionalInterface
public interface ExaminationEvents {

    /** Where nobody listens. */
    ExaminationEvents UNHEARD = (host, answer) -> {};

    void answered(String host, Examined answer);
}
