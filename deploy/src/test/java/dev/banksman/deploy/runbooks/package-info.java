/** The shipped runbooks against what the vendors' procedures ask for. */
@NullMarked
package dev.banksman.deploy.runbooks;

import org.jspecify.annotations.NullMarked;
