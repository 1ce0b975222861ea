package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.authoring.coverage.Carrier.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a fact of a procedure is, and in what it may be carried so that it has an effect. */
public enum FactKind {
    PRE("precondition", "a check, a gate, or a prerequisite"),
    ACT("action", "a step that does something, or a gate"),
    CHK("check", "a check or a gate"),
    ORD("order", "an interlock, a prerequisite, or the needs of the stage named in the list"),
    DEC("choice", "a parameter, a when, or a gate that asks for a choice"),
    LOOP(
            "repetition",
            "a rolling stage of many hosts named in the list, a step that is there more than once, or one that tries"
                    + " again"),
    BAK("backup", "a step that does something, or a gate"),
    RST("restart", "a step that does something, a gate, or a remedy"),
    TRB("trouble", "a remedy"),
    WARN("warning", "any place"),
    INFO("information", "any place");

    private final String word;
    private final String fits;

    FactKind(String word, String fits) {
        this.word = word;
        this.fits = fits;
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
        return fitting().stream().anyMatch(carrier.roles()::contains);
    }

    private Set<Role> fitting() {
        return switch (this) {
            case PRE -> EnumSet.of(Role.CHECK, Role.GATE, Role.PREREQUISITE);
            case CHK -> EnumSet.of(Role.CHECK, Role.GATE);
            case ACT, BAK -> EnumSet.of(Role.ACTION, Role.GATE);
            case ORD -> EnumSet.of(Role.INTERLOCK, Role.PREREQUISITE);
            case DEC -> EnumSet.of(Role.PARAMETER, Role.CONDITIONAL, Role.CHOICE);
            case LOOP -> EnumSet.of(Role.AGAIN);
            case RST -> EnumSet.of(Role.ACTION, Role.GATE, Role.REMEDY);
            case TRB -> EnumSet.of(Role.REMEDY);
            case WARN, INFO -> EnumSet.allOf(Role.class);
        };
    }

    static Optional<FactKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> kind.name().equals(name)).findFirst();
    }
}
