/** Agent sessions: connect, dispatch, output, liveness. */
@NullMarked
package dev.banksman.controller.fleet;

import org.jspecify.annotations.NullMarked;
