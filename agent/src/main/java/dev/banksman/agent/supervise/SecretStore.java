package dev.banksman.agent.supervise;

import dev.banksman.common.Secrets;
import java.util.Optional;

/** The host's own secrets. They come from the host's administrator and never leave the host. */
public interface SecretStore {

    /** The secret of that name; empty when there is none. */
    Optional<String> find(String name);

    /** All of them, in the form in which output is searched for them. */
    Secrets patterns();

    /** A text with every secret in it blotted out. */
    String redact(String text);
}
