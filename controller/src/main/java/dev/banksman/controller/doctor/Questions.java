package dev.banksman.controller.doctor;

import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Proposal;
import java.util.ArrayList;
import java.util.List;

/** Parts what a host is to be asked into messages that the control stream takes. */
final class Questions {

    /** The stream takes 64 KiB; some of it is left to what surrounds the proposals. */
    static final int MOST_BYTES = 56 * 1024;

    private static final int MOST_PROPOSALS = 200;

    private Questions() {}

    /** At least one; the first also asks about the host itself. */
    static List<Examine.Builder> of(List<Proposal> proposals) {
        var questions = new ArrayList<Examine.Builder>();
        var present = Examine.newBuilder().setHost(true);
        var bytes = 0;
        for (var proposal : proposals) {
            var size = proposal.getSerializedSize();
            if (present.getProposalsCount() > 0
                    && (bytes + size > MOST_BYTES || present.getProposalsCount() == MOST_PROPOSALS)) {
                questions.add(present);
                present = Examine.newBuilder();
                bytes = 0;
            }
            present.addProposals(proposal);
            bytes += size;
        }
        questions.add(present);
        return questions;
    }
}
