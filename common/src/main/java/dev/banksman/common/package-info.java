/** What controller and agent both need, and only that: TLS identity, digests, redaction, durations. */
@NullMarked
package dev.banksman.common;

import org.jspecify.annotations.NullMarked;
