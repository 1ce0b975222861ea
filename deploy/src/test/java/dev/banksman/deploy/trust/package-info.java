/** Who gets in and who does not, shown with real processes. */
@NullMarked
package dev.banksman.deploy.trust;

import org.jspecify.annotations.NullMarked;
