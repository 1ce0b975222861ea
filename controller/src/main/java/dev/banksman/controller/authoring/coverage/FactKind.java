package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.authoring.coverage.Carrier.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a fact of a procedure is, and in what it may be carried so that it has an effect. */
public enum FactKind {
    PRE("precondition", "a check or a gate", Role.CHECK, Role.GATE),
    ACT("action", "a step that does something, or a gate", Role.ACTION, Role.GATE),
    CHK("check", "a check or a gate", Role.CHECK, Role.GATE),
    ORD("order", "an interlock, or the needs of the stage named in the list", Role.INTERLOCK),
    DEC(
            "choice",
            "a parameter, a when, or a gate that asks for a choice",
            Role.PARAMETER,
            Role.CONDITIONAL,
            Role.CHOICE),
    LOOP(
            "repetition",
            "a rolling stage of many hosts named in the list, a step that is there more than once, or one that tries"
                    + " again",
            Role.AGAIN),
    BAK("backup", "a step that does something, or a gate", Role.ACTION, Role.GATE),
    RST("restore", "a step that does something, a gate, or a remedy", Role.ACTION, Role.GATE, Role.REMEDY),
    TRB("trouble", "a remedy", Role.REMEDY),
    WARN("warning", "any place", Role.values()),
    INFO("information", "any place", Role.values());

    private final String word;
    private final String fits;
    private final List<Role> roles;

    FactKind(String word, String fits, Role... roles) {
        this.word = word;
        this.fits = fits;
        this.roles = List.of(roles);
    }

    /** What people call it. */
    public String word() {
        return word;
    }

    /** In words, where it may be carried. */
    public String fits() {
        return fits;
    }

    boolean fits(Carrier carrier) {
        return roles.stream().anyMatch(carrier.roles()::contains);
    }

    static Optional<FactKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> kind.name().equals(name)).findFirst();
    }
}
