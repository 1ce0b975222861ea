/** The stream to the controller and how it comes back after a break. */
@NullMarked
package dev.banksman.agent.link;

import org.jspecify.annotations.NullMarked;
