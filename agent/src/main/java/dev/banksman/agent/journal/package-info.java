/** What this agent was told, has started and has finished; durable before it acts. */
@NullMarked
package dev.banksman.agent.journal;

import org.jspecify.annotations.NullMarked;
