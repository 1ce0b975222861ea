package dev.banksman.controller.run;

import org.pcollections.PSet;

/**
 * Why nothing new starts although nobody paused the run: many hosts vanished at once.
 *
 * @param away those of them that are not back yet and still take part
 */
record Brake(String reason, PSet<String> away) {}
