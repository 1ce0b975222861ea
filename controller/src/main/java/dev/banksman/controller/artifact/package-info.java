/** Files held by digest: installers, scripts, collected logs. */
@NullMarked
package dev.banksman.controller.artifact;

import org.jspecify.annotations.NullMarked;
