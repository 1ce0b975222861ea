package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the files of an attempt and the processes of this host prove together; the same on every platform. */
final class Evidence {

    /** The processes of an attempt. A pid alone proves nothing: they are known by pid and start time. */
    interface Processes {

        boolean shimLives(AttemptKey key, ShimRecord claim) throws IOException;

        /** Whether there is a process that may still become the body, apart from the shim itself. */
        boolean anyBeforeBody(AttemptKey key) throws IOException;

        boolean bodyLives(ShimRecord body) throws IOException;

        /** Whether the body's process lives but is not the program yet. */
        boolean isStub(ShimRecord body) throws IOException;
    }

    private final AttemptFiles files;
    private final String bootId;
    private final Processes processes;

    Evidence(AttemptFiles files, String bootId, Processes processes) {
        this.files = files;
        this.bootId = bootId;
        this.processes = processes;
    }

    String bootId() {
        return bootId;
    }

    /** Whether the claim was made by a shim since the host's last start; of others no process is left. */
    boolean isOfThisBoot(ShimRecord claim) {
        return claim.text("boot").equals(bootId);
    }

    /** @param shimGone the shim was started by this agent, and was seen dead before this was called */
    Sighting look(AttemptKey key, boolean shimGone) throws IOException {
        var claim = files.claim(key);
        if (claim.isEmpty()) {
            return new Sighting.Unclaimed(shimGone, shimGone ? files.evidence(key) : "");
        }
        if (claim.get().text("by").equals("nobody")) {
            return new Sighting.NeverBegan("It was forbidden before a shim had claimed it.");
        }
        boolean sameBoot = isOfThisBoot(claim.get());
        // Whether the shim lives is asked first: a dead one writes no more, so what is read after that is final.
        boolean shimAlive = sameBoot && processes.shimLives(key, claim.get());
        var exit = files.exit(key);
        if (exit.isPresent()) {
            return new Sighting.Exited(
                    (int) exit.get().number("code"),
                    exit.get().written(),
                    files.body(key).map(ShimRecord::written),
                    files.problem(key).map(Evidence::problem));
        }
        if (!sameBoot) {
            return new Sighting.Lost("The host has been restarted since (boot "
                    + claim.get().text("boot") + ", now " + bootId + "), and no exit code was recorded.");
        }
        return withoutExit(key, "The shim (pid " + claim.get().text("pid") + ")", shimAlive);
    }

    private Sighting withoutExit(AttemptKey key, String shim, boolean shimAlive) throws IOException {
        boolean mayBegin = shimAlive || processes.anyBeforeBody(key);
        var body = files.body(key);
        if (body.isEmpty()) {
            return mayBegin
                    ? new Sighting.Claimed()
                    : new Sighting.NeverBegan(shim + " ended before it began the body.");
        }
        if (processes.isStub(body.get())) {
            return new Sighting.Claimed();
        }
        long pid = body.get().number("pid");
        return shimAlive || processes.bodyLives(body.get())
                ? new Sighting.Running(pid, body.get().written())
                : new Sighting.Lost(shim + " that held the exit code is gone, and so is the body (pid " + pid + ").");
    }

    private static String problem(ShimRecord record) {
        if (record.values().containsKey("directory")) {
            return "The working directory '" + utf8(record, "directory") + "' cannot be entered." + error(record);
        }
        if (record.values().containsKey("account")) {
            return "The account '" + utf8(record, "account") + "' could not be used: " + logon(record.text("error"));
        }
        if (record.values().containsKey("job")) {
            return "Windows would not start it in a job of its own." + error(record);
        }
        return "The program '" + utf8(record, "program") + "' was not found, or is not executable." + error(record);
    }

    /** What can be done about the errors that a logon usually ends with. */
    private static String logon(String error) {
        var known = switch (error) {
            case "1326" -> "user name or password is wrong.";
            case "1327", "1331", "1907", "1330", "1909" -> "it is locked, disabled, or has to change its password.";
            case "1385" ->
                "it lacks the right to log on as a service on this host; the host's security policy gives it.";
            case "1314" -> "the agent's own account may not start processes as others; run the agent as LocalSystem.";
            case "5", "267" -> "it may not read the program, or not enter the working directory.";
            case "740" -> "the program asks for elevation.";
            default -> "Windows would not start a process as it.";
        };
        return known + " Windows error " + error + ".";
    }

    private static String error(ShimRecord record) {
        return Optional.of(record.text("error"))
                .filter(number -> !number.isEmpty())
                .map(number -> " Windows error " + number + ".")
                .orElse("");
    }

    /** Records are read byte by byte, as a shell writes them; names in them are UTF-8. */
    private static String utf8(ShimRecord record, String word) {
        return new String(record.text(word).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
