/** Processes: start, adopt after a restart, end as a tree, spool output. */
@NullMarked
package dev.banksman.agent.supervise;

import org.jspecify.annotations.NullMarked;
