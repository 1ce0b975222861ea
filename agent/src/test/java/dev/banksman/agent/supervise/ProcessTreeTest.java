package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.supervise.ProcessTable.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    private static final Entry AGENT = new Entry(10, 1, 1, 10);
    private static final Entry SHIM = new Entry(20, 2, 1, 20);
    private static final Entry BODY = new Entry(30, 3, 20, 30);
    private static final Entry CHILD = new Entry(31, 4, 30, 30);
    private static final Entry OWN_SESSION = new Entry(32, 5, 31, 32);
    private static final Entry ORPHAN_OF_SESSION = new Entry(33, 6, 1, 30);
    private static final Entry MARKED_ORPHAN = new Entry(34, 7, 1, 34);
    private static final Entry STRANGER = new Entry(40, 8, 1, 40);
    private static final List<Entry> ALL =
            List.of(AGENT, SHIM, BODY, CHILD, OWN_SESSION, ORPHAN_OF_SESSION, MARKED_ORPHAN, STRANGER);

    @Test
    void findsBodySessionDescendantsAndMarkedProcesses() {
        var members = ProcessTree.members(
                ALL,
                entry -> entry.equals(BODY) || entry.equals(MARKED_ORPHAN),
                Set.of(30L),
                entry -> entry.equals(SHIM));
        assertThat(members).containsExactlyInAnyOrder(BODY, CHILD, OWN_SESSION, ORPHAN_OF_SESSION, MARKED_ORPHAN);
    }

    @Test
    void sparesTheAgentEvenBelowTheTree() {
        var agentBelow = new Entry(50, 9, 31, 50);
        var all = new java.util.ArrayList<>(ALL);
        all.add(agentBelow);
        var members =
                ProcessTree.members(all, entry -> entry.equals(BODY), Set.of(), entry -> entry.equals(agentBelow));
        assertThat(members).containsExactlyInAnyOrder(BODY, CHILD, OWN_SESSION);
    }

    @Test
    void takesNoSessionThatIsNotCertain() {
        assertThat(ProcessTree.members(ALL, entry -> false, Set.of(), entry -> false))
                .isEmpty();
    }
}
