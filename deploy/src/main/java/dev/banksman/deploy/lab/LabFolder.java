package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a lab keeps everything: {@code state/} and {@code faults/} as the stand-ins read and write them (see
 * {@code deploy/lab/lib.sh}), {@code media/}, {@code databases/}, {@code hosts/NAME/agent}, {@code controller/}.
 *
 * @param root absolute
 * @param scripts the folder of the system's stand-ins, such as {@code deploy/lab/gp}
 */
record LabFolder(Path root, Path scripts) {

    LabFolder {
        root = root.toAbsolutePath().normalize();
        scripts = scripts.toAbsolutePath().normalize();
    }

    Path controller() {
        return root.resolve("controller");
    }

    Path agent(LabHost host) {
        return root.resolve("hosts").resolve(host.name()).resolve("agent");
    }

    /** The process id of the agent itself, which its starter watches. */
    long agentPid(LabHost host) throws IOException {
        return Long.parseLong(
                Files.readString(agent(host).resolve("agent.lock")).strip());
    }

    Path databases() {
        return root.resolve("databases");
    }

    /** The system's own stand-ins. */
    Path tools() {
        return scripts.resolve("tools");
    }

    /** Stand-ins that every system shares. */
    Path sharedTools() {
        return scripts.resolveSibling("tools");
    }

    /** The stand-in for a tool, the system's own before a shared one. */
    Optional<Path> tool(String name) {
        return Stream.of(tools(), sharedTools())
                .map(tools -> tools.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Programs of the system that are called by their path. */
    Path programs() {
        return root.resolve("programs");
    }

    Path startsLog() {
        return root.resolve("starts.log");
    }

    Path faults() {
        return root.resolve("faults");
    }

    /** What the lab's people sign in with. */
    Path peopleToken() {
        return root.resolve("people.token");
    }

    Path inventory() {
        return root.resolve("inventory.yaml");
    }

    Path parameters() {
        return root.resolve("parameters.properties");
    }

    /** A value of the stand-ins' state, such as {@code site/open}. */
    Optional<String> state(String name) throws IOException {
        var file = root.resolve("state").resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    boolean fault(String name, String host) {
        return Files.exists(faults().resolve(name)) || Files.exists(faults().resolve(name + "@" + host));
    }

    /** Replaces a file of one value whole: a reader sees the old one or the new one. */
    static void put(Path file, String value) throws IOException {
        Files.createDirectories(file.getParent());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, value + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The same for what only its owner may read. */
    static void putSecret(Path file, String value) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, value);
    }
}
