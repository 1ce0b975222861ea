package dev.banksman.controller.upgrade;

/**
 * A host has come to another stage.
 *
 * @param from the version it had
 * @param message one sentence or more for a person; may be empty
 * @param adopted commands that ran through the upgrade, once it is confirmed
 */
public record HostChange(String host, HostStage stage, String from, String message, int adopted) {}
