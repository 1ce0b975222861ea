/**
 * What controller and agent both need, and only that: time and ids from one place ({@link dev.banksman.common.SystemTime}),
 * digests, small durable files, secrets blotted out of streams, and TLS identity in {@code tls}.
 */
@NullMarked
package dev.banksman.common;

import org.jspecify.annotations.NullMarked;
