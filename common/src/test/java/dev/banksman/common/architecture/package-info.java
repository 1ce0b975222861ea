/** Rules on code that hold in every module; the modules' own tests apply them to their classes. */
@NullMarked
package dev.banksman.common.architecture;

import org.jspecify.annotations.NullMarked;
