/** The operator API, as gRPC and as HTTP/JSON, and its live feed. */
@NullMarked
package dev.banksman.controller.operator;

import org.jspecify.annotations.NullMarked;
