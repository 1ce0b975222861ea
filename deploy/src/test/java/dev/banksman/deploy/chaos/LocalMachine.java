package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine that is a part of this one: its program is a process here, started by way of other words. */
abstract class LocalMachine implements Machine {

    private final String name;
    private final String address;
    private final Path log;
    private Optional<Victim> program = Optional.empty();

    LocalMachine(String name, String address, Path log) {
        this.name = name;
        this.address = address;
        this.log = log;
    }

    /** What a program is started with, so that it runs on this machine and not on the whole. */
    abstract List<String> prefix();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String address() {
        return address;
    }

    @Override
    public final String reach(int port) {
        return address + ":" + port;
    }

    @Override
    public final List<String> names() {
        return List.of(address);
    }

    @Override
    public final void start(List<String> command) throws IOException {
        var words = new ArrayList<>(prefix());
        words.addAll(command);
        var started = new Victim(name, log, words);
        started.start("");
        program = Optional.of(started);
    }

    /** kill -9 of the program alone; what it started goes on. */
    final void kill() throws InterruptedException {
        if (program.isPresent()) {
            program.get().kill();
        }
    }

    @Override
    public final boolean alive() {
        return program.map(Victim::alive).orElse(false);
    }

    @Override
    public final String lastWords() throws IOException {
        return program.isPresent() ? program.get().lastWords() : name + " was not started";
    }
}
