/**
 * The operator API by HTTP: JSON for single answers, server-sent events for those that go on, raw bytes for files. Made
 * from the descriptors of the service: a method that says where it is found ({@code google.api.http}) is there, and its
 * handler is the same object that serves gRPC, with all that stands in front of it.
 */
@NullMarked
package dev.banksman.controller.operator.http;

import org.jspecify.annotations.NullMarked;
