/** The append-only, hash-chained store of what happened in each run. */
@NullMarked
package dev.banksman.controller.journal;

import org.jspecify.annotations.NullMarked;
