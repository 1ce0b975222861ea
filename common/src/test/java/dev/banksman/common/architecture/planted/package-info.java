/** Code that breaks the rules on purpose: a rule that does not find it protects nothing. */
@NullMarked
package dev.banksman.common.architecture.planted;

import org.jspecify.annotations.NullMarked;
