package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The processes that belong to commands of one agent: shims, bodies, and whatever those started. */
final class CommandProcesses {

    private record Found(ProcessHandle process, String attempt, boolean shim) {}

    private final String host;
    private final Pattern attempt;

    /** @param commands the agent's directory of that name */
    CommandProcesses(String host, Path commands) {
        this.host = host;
        this.attempt = Pattern.compile(Pattern.quote(commands.toString()) + "/([^/\0]+)/([0-9]+)");
    }

    /** The attempts that have a process. */
    Set<String> attempts() {
        var attempts = new TreeSet<String>();
        find().forEach(found -> attempts.add(found.attempt()));
        return attempts;
    }

    /**
     * kill -9 of all of them, shims first, so that none lives to write down what became of its body.
     *
     * @return the attempts that were hit
     */
    Set<String> killAll() {
        var hit = new TreeSet<String>();
        for (var found = find(); !found.isEmpty(); found = find()) {
            found.stream().filter(Found::shim).forEach(one -> one.process().destroyForcibly());
            found.forEach(one -> one.process().destroyForcibly());
            found.forEach(one -> hit.add(one.attempt()));
        }
        return hit;
    }

    private List<Found> find() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> look(process).stream())
                .toList();
    }

    private java.util.Optional<Found> look(ProcessHandle process) {
        var words = read(process, "cmdline");
        var matcher = attempt.matcher(words + read(process, "environ"));
        return matcher.find()
                ? java.util.Optional.of(new Found(
                        process, matcher.group(1) + "/" + host + "/" + matcher.group(2), words.contains(".sh\0run\0")))
                : java.util.Optional.empty();
    }

    /** Of a process that is gone meanwhile: nothing. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
