package dev.banksman.agent.desk;

import dev.banksman.agent.action.OutputRules;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.AttemptLedger.Objection;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.RefusalReason;
import java.util.Optional;

/**
 * What a dispatch turns into on this host.
 *
 * @param prepared empty when it cannot be made
 * @param objection what speaks against doing it
 */
record Preparation(Optional<Prepared> prepared, Optional<Objection> objection) {

    static final Preparation NONE = new Preparation(Optional.empty(), Optional.empty());

    /** Work, and the values that are taken from what it shows. */
    record Prepared(Work work, OutputRules rules) {}

    static Preparation refused(RefusalReason reason, String message) {
        return new Preparation(Optional.empty(), Optional.of(new Objection(reason, message)));
    }

    /** Makes preparations; has no effect on the host. */
    static final class Maker {

        private final String host;
        private final DeskPorts ports;
        private final Admission admission;

        Maker(String host, DeskPorts ports, HostActions actions) {
            this.host = host;
            this.ports = ports;
            this.admission = new Admission(actions, ports.launcher(), ports.secrets());
        }

        Preparation prepare(Dispatch dispatch, AttemptKey key) {
            if (!key.problem(host).isEmpty()) {
                return NONE;
            }
            var time = dispatch.getTimeAllowed();
            if (time.getSeconds() < 0 || time.getNanos() < 0 || time.getSeconds() == 0 && time.getNanos() == 0) {
                return refused(RefusalReason.REFUSAL_REASON_INVALID, "Expected a time allowed above zero, found none.");
            }
            return admission.prepare(
                    dispatch.getAction(),
                    dispatch.getOutputsList(),
                    ports.work().apply(key));
        }
    }
}
