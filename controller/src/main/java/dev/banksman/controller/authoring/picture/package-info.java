/**
 * Pictures of runbooks and plans: one {@link dev.banksman.controller.authoring.picture.Diagram}, and a writer for each form
 * in which it is drawn.
 */
@NullMarked
package dev.banksman.controller.authoring.picture;

import org.jspecify.annotations.NullMarked;
