package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.action.Work.Captured;
import dev.banksman.agent.action.Work.Finding;

/** Shortcuts from an action's work to its finding. */
final class Prepared {

    private Prepared() {}

    static Finding run(Work work, Work.Context context) throws InterruptedException {
        return inside(work).body().run(context);
    }

    static Work.Inside inside(Work work) {
        assertThat(work).isInstanceOf(Work.Inside.class);
        return (Work.Inside) work;
    }

    static Work.Command command(Work work) {
        assertThat(work).isInstanceOf(Work.Command.class);
        return (Work.Command) work;
    }

    static Captured printed(String stdout, String stderr) {
        return new Captured() {
            @Override
            public String stdout() {
                return stdout;
            }

            @Override
            public String stderr() {
                return stderr;
            }
        };
    }
}
