/**
 * The web console in a real browser: its pure logic by itself, one whole story with a real controller and real agents, and
 * every page looked at by axe. Chromium is found on the {@code PATH}; where it is missing, these tests are skipped.
 */
@NullMarked
package dev.banksman.deploy.console;

import org.jspecify.annotations.NullMarked;
