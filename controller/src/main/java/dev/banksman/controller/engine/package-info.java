/** Owns runs: feeds inputs to the core, appends what it decides, then carries it out. */
@NullMarked
package dev.banksman.controller.engine;

import org.jspecify.annotations.NullMarked;
