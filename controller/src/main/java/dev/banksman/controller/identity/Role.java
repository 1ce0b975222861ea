package dev.banksman.controller.identity;

import java.util.Locale;

/** What an operator may do. Given one by one, except that everybody who may do something may also look. */
public enum Role {
    /** Looks at everything. */
    VIEWER,
    /** Plans, starts, pauses, decides about failures. */
    OPERATOR,
    /** Approves plans, answers gates, overrides interlocks as the second person. */
    APPROVER,
    /** Everything, and enrolls hosts and makes tokens. */
    ADMIN;

    /** The word for it on the command line and in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Role of(String word) {
        for (var role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("Expected viewer, operator, approver or admin; found '" + word + "'.");
    }
}
