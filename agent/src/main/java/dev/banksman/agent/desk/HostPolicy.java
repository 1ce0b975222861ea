package dev.banksman.agent.desk;

import dev.banksman.agent.action.Work;
import dev.banksman.proto.agent.v1.Action;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What this host lets a controller do. It is set on the host, and no controller can widen it.
 *
 * @param actions names of the actions allowed, such as {@code service}; {@code *} allows all
 * @param programs what {@code exec} may start: directories and programs by absolute path, programs by bare name, or
 *     {@code *}; by default nothing
 */
public record HostPolicy(Set<String> actions, List<String> programs) {

    public static final String ANY = "*";

    /** Every action, but no program of its own choice. */
    public static final HostPolicy DEFAULT = new HostPolicy(Set.of(ANY), List.of());

    public HostPolicy {
        actions = Set.copyOf(actions);
        programs = List.copyOf(programs);
    }

    /** Why the action is not allowed here, as a sentence; empty when it is. */
    public Optional<String> objection(Action action) {
        var name = action.getKindCase().name().toLowerCase(Locale.ROOT);
        if (!actions.contains(ANY) && !actions.contains(name)) {
            return Optional.of("The action '" + name + "' is not allowed on this host. Allowed (policy.actions): "
                    + String.join(", ", actions.stream().sorted().toList()) + ".");
        }
        return action.hasWait() && action.getWait().hasUntil()
                ? objection(action.getWait().getUntil())
                : Optional.empty();
    }

    /** Why what the action became is not allowed here. */
    public Optional<String> objection(Action action, Work work) {
        if (!action.hasExec() || !(work instanceof Work.Command command) || programs.contains(ANY)) {
            return Optional.empty();
        }
        var program = command.argv().isEmpty()
                ? command.commandLine().orElse("")
                : command.argv().get(0);
        if (!command.argv().isEmpty() && programs.stream().anyMatch(allowed -> covers(allowed, program))) {
            return Optional.empty();
        }
        return Optional.of("The program '" + program + "' may not be run on this host. Allowed (policy.programs): "
                + (programs.isEmpty() ? "none" : String.join(", ", programs)) + ".");
    }

    private static boolean covers(String allowed, String program) {
        if (allowed.equals(program)) {
            return true;
        }
        try {
            var path = Path.of(program);
            var permitted = Path.of(allowed);
            return path.isAbsolute()
                    && permitted.isAbsolute()
                    && path.normalize().startsWith(permitted.normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
