package dev.banksman.controller.doctor;

import java.time.Duration;

/**
 * How long an agent is waited for, whatever it does.
 *
 * @param first for the first word
 * @param silence between two words; a database that does not answer takes the agent half a minute, and a step may ask for
 *     several things
 * @param whole for one question, of which there are as many as it takes messages to hold the plan's actions
 */
public record Patience(Duration first, Duration silence, Duration whole) {

    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(15), Duration.ofMinutes(2), Duration.ofMinutes(10));
}
