/**
 * A tree that breaks every rule of the architecture once, each in a class named after the rule: a rule that does not find
 * its class protects nothing.
 */
package dev.banksman.controller.planted;
