/** The pure core: decides events from inputs and folds events to state; no I/O, no clock, no threads. */
@NullMarked
package dev.banksman.controller.run;

import org.jspecify.annotations.NullMarked;
