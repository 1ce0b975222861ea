/**
 * What an agent can do: one class per action.
 *
 * <p>Start with {@link dev.banksman.agent.action.ActionCatalog}, which lists the actions and turns a message into
 * {@link dev.banksman.agent.action.Work}: a command of its own that outlives the agent, or a body that runs inside it.
 * What comes of it is a {@link dev.banksman.agent.action.Work.Finding}: expected, observed, one sentence, values for
 * later steps. {@link dev.banksman.agent.action.ActionPolicy} says what this host allows,
 * {@link dev.banksman.agent.action.OutputRules} take values from what was shown.
 *
 * <p>The platform's tools are called through {@link dev.banksman.agent.action.ToolCall} with the command that
 * {@link dev.banksman.agent.action.HostTools} has for them, and only codes and numbers of their answers are read.
 *
 * <p>To add an action: a message and a line in {@code actions.proto}, a class here, a line in the catalog.
 */
@NullMarked
package dev.banksman.agent.action;

import org.jspecify.annotations.NullMarked;
