package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every action this agent has. The only place to touch, besides the message, when one is added. Immutable; safe for use
 * by many threads.
 */
public final class ActionCatalog {

    private final Map<Action.KindCase, ActionKind> kinds;

    /**
     * @param tools the platform's tools on this host
     * @param artifacts how files come and go
     * @param facts what this host is
     */
    public ActionCatalog(HostTools tools, ArtifactTransfer artifacts, FactsSource facts) {
        this.kinds = List.of(
                        new ExecAction(tools),
                        new ServiceAction(tools),
                        new PackageAction(tools),
                        new FileAction(tools, artifacts),
                        new SqlAction(tools.platform()),
                        new HttpAction(),
                        new TcpAction(),
                        new FactsAction(facts),
                        new WaitAction(this),
                        new RebootAction(tools, facts, this),
                        new RegistryAction(tools))
                .stream()
                .collect(Collectors.toUnmodifiableMap(ActionKind::kind, Function.identity()));
    }

    /**
     * Turns the message into work through the class of its kind.
     *
     * @param directory the directory of the attempt, see {@link ActionKind#prepare}
     * @throws InvalidActionException when the kind is not known to this agent, or the message makes no sense here
     */
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var kind = kinds.get(action.getKindCase());
        if (kind == null) {
            throw new InvalidActionException("Expected an action this agent knows ("
                    + kinds.keySet().stream().map(ActionCatalog::word).sorted().collect(Collectors.joining(", "))
                    + "), found another; the controller may be newer than this agent.");
        }
        return kind.prepare(action, directory);
    }

    /** What can be told beforehand about an action that {@link #prepare} takes, see {@link ActionKind#foresee}. */
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        var kind = kinds.get(action.getKindCase());
        return kind == null ? List.of() : kind.foresee(action, outlook);
    }

    /**
     * A check inside another action ({@code until}): what it does when it is asked.
     *
     * @param field where it stands, for the message
     */
    Work.Body probe(Action until, Path directory, String field) throws InvalidActionException {
        var work = prepare(until, directory);
        if (work instanceof Work.Inside inside && inside.onlyLooks()) {
            return inside.body();
        }
        throw new InvalidActionException(field + ": expected an action that only looks, found "
                + word(until.getKindCase()) + ", which as given may change something.");
    }

    /** The kinds that have a class. */
    public Set<Action.KindCase> kinds() {
        return kinds.keySet();
    }

    /** The runbook's word for a kind: {@code exec}, {@code service}. */
    public static String word(Action.KindCase kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
