/** Properties tried with many random inputs, each from a seed that makes it again; for the tests of every module. */
@NullMarked
package dev.banksman.common.seeds;

import org.jspecify.annotations.NullMarked;
