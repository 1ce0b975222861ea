/**
 * What helps people write runbooks and read them: starters, the runbook in plain sentences, its picture, and the proof
 * that it carries every fact of the document it was made from.
 *
 * <p>Everything here works on a runbook alone, without inventory, plan or controller; the command line uses it on the spot.
 * {@link dev.banksman.controller.authoring.ActionWords} says what an action does as a person would have to do it, and is
 * used for checklists of plans too; {@code picture} draws runbooks and plans with one pen.
 */
@NullMarked
package dev.banksman.controller.authoring;

import org.jspecify.annotations.NullMarked;
