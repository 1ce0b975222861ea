package dev.banksman.deploy.simulation;

import dev.banksman.agent.action.ActionCatalog;
import dev.banksman.agent.action.FactsSource;
import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.RebootWork;
import dev.banksman.agent.action.Restart;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.HostActions;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.util.Optional;

/** The actions of a simulated host: those there are, none of them forbidden; a restart is that of the simulated machine. */
final class SimulatedActions implements HostActions {

    private final SimulatedHost host;
    private final ActionCatalog catalog;

    SimulatedActions(SimulatedHost host, HostTools tools) {
        this.host = host;
        catalog = new ActionCatalog(tools, null, null);
    }

    @Override
    public boolean knows(Action.KindCase kind) {
        return catalog.kinds().contains(kind);
    }

    @Override
    public Optional<String> forbidden(Action action) {
        return Optional.empty();
    }

    @Override
    public Work prepare(Action action, Path work) throws InvalidActionException {
        if (!action.hasReboot()) {
            return catalog.prepare(action, work);
        }
        var since = Optional.of(action.getReboot().getSinceBoot()).filter(boot -> !boot.isEmpty());
        return new Work.Inside(
                false,
                true,
                context -> new RebootWork(
                                restart(((InsideWork) context).key()),
                                new Facts(),
                                false,
                                since,
                                Optional.empty(),
                                Integer.MAX_VALUE)
                        .run(context));
    }

    private Restart restart(AttemptKey key) {
        return new Restart() {
            @Override
            public void ask() {
                host.restartSoon(key);
            }

            @Override
            public boolean takeBack() {
                return host.restartTakenBack();
            }
        };
    }

    private final class Facts implements FactsSource {

        @Override
        public Reading read(Path place) {
            throw new UnsupportedOperationException("no facts are asked for here");
        }

        @Override
        public String bootId() {
            return host.bootId();
        }
    }
}
