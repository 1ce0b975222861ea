/**
 * What tests that play whole installations leave behind for {@code .ci/run} to add up: one file for each in {@code
 * target/proof}, with lines of a name and a number. {@link dev.banksman.deploy.proof.Proof} writes them.
 */
@NullMarked
package dev.banksman.deploy.proof;

import org.jspecify.annotations.NullMarked;
