/**
 * Files held by digest: installers, scripts, collected logs. {@link dev.banksman.controller.artifact.ArtifactStore} keeps
 * them in the data directory's {@code artifacts/}; {@link dev.banksman.controller.artifact.ArtifactService} moves them to
 * and from agents, resumable in both directions. An artifact exists when its file is in its place: whole, durable, its
 * digest checked.
 */
@NullMarked
package dev.banksman.controller.artifact;

import org.jspecify.annotations.NullMarked;
