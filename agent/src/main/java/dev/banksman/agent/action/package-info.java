/** What an agent can do: one class per action. */
@NullMarked
package dev.banksman.agent.action;

import org.jspecify.annotations.NullMarked;
