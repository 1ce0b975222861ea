/** Real agent processes against the controller's real listeners: enrollment, mutual TLS, kill -9 at any point. */
@NullMarked
package dev.banksman.deploy.agent;

import org.jspecify.annotations.NullMarked;
