package dev.banksman.controller.identity;

import java.util.Set;

/**
 * A person or program at the operators' listener, as its token names it.
 *
 * @param name goes into the journal with every decision
 */
public record Operator(String name, Set<Role> roles) {

    public Operator {
        roles = Set.copyOf(roles);
    }

    /** Whether this operator may do what takes {@code role}. An admin may do everything, everybody may look. */
    public boolean has(Role role) {
        return roles.contains(role) || roles.contains(Role.ADMIN) || (role == Role.VIEWER && !roles.isEmpty());
    }
}
