package dev.banksman.deploy.chaos;

import java.util.List;

/** What can happen to a run while it goes on. */
enum Blow {
    KILL_CONTROLLER("kill -9 of the controller"),
    KILL_AGENT("kill -9 of an agent"),
    FREEZE_CONTROLLER("controller stopped for longer than the silence it allows, then continued"),
    FREEZE_AGENT("agent stopped for longer than the silence allowed, then continued"),
    RESTART_AGENT("agent stopped and started as by its service manager"),
    RESTART_CONTROLLER("controller stopped and started as by its service manager"),
    CUT("connection of one agent cut, and none accepted for a while"),
    CUT_ALL("connections of all agents cut, and none accepted for a while"),
    HALF_OPEN("connection of one agent swallows everything and says nothing"),
    SLOW_LINK("connection of one agent slow"),
    KILL_COMMAND("kill -9 of a command together with its shim"),
    REBOOT_HOST("kill -9 of agent, shims and commands of a host at once, and a new boot id"),
    SECOND_CONTROLLER("a second controller on the same directory, which must be refused"),
    FULL_DISK("the controller's disk full for a while");

    private final String meaning;

    Blow(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** Whether a process is killed by it. */
    boolean kills() {
        return List.of(KILL_CONTROLLER, KILL_AGENT, KILL_COMMAND, REBOOT_HOST).contains(this);
    }
}
