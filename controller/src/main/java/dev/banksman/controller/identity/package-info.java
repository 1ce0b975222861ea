/** Certificate authority, enrollment, operators, permissions, audit. */
@NullMarked
package dev.banksman.controller.identity;

import org.jspecify.annotations.NullMarked;
