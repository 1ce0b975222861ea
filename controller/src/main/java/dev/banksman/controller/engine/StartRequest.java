package dev.banksman.controller.engine;

import java.util.Optional;

/**
 * A run to be started.
 *
 * @param key made by the caller, never used for another run: who asks again with the same key (because the answer was
 *     lost) is told of the run that the first request started
 * @param approvedHash hash of the plan that was approved; the start is refused if the documents give another one. Empty
 *     if the caller takes whatever plan they give
 * @param by who starts it, from the credential
 */
public record StartRequest(String key, Planning.Documents documents, Optional<String> approvedHash, String by) {}
