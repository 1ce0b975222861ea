package dev.banksman.deploy.lab;

/** A machine of the lab. What it has installed at first is in the script {@code prepare} of its system. */
record LabHost(String name) {}
