/**
 * What a run comes to, for people and for the record: the verification matrix, who decided what, and how long things took;
 * and, for paper, what is to be done or left to do ({@link dev.banksman.controller.report.Checklist}).
 *
 * <p>{@link dev.banksman.controller.report.RunReport} is the content, made from a run's view and its events by {@link
 * dev.banksman.controller.report.RunReport#of}; the writers beside it turn it into text, JSON and self-contained HTML.
 * Everything here is pure; a report can be made at any time, of a run that is not over too.
 */
@NullMarked
package dev.banksman.controller.report;

import org.jspecify.annotations.NullMarked;
