/** The command line; it talks to the operator API only. */
@NullMarked
package dev.banksman.controller.cli;

import org.jspecify.annotations.NullMarked;
