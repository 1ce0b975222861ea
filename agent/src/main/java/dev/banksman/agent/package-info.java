/** The agent: its main class wires link, journal, supervision and actions together. */
@NullMarked
package dev.banksman.agent;

import org.jspecify.annotations.NullMarked;
