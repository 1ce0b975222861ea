/** Agents that replace themselves: the starter alone, one agent with its starter, and waves over several hosts. */
@org.jspecify.annotations.NullMarked
package dev.banksman.deploy.upgrade;
