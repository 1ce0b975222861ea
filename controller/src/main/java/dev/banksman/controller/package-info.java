/** The controller: its main class wires the packages below; nothing below depends on this one. */
@NullMarked
package dev.banksman.controller;

import org.jspecify.annotations.NullMarked;
