package dev.banksman.controller.runbook.expression;

/** Something an expression may name. */
public sealed interface Variable {

    /** The name as a runbook writes it. */
    String written();

    record Parameter(String name) implements Variable {
        @Override
        public String written() {
            return name;
        }
    }

    record HostName() implements Variable {
        @Override
        public String written() {
            return "host.name";
        }
    }

    record HostRoles() implements Variable {
        @Override
        public String written() {
            return "host.roles";
        }
    }

    record HostVariables() implements Variable {
        @Override
        public String written() {
            return "host.variables";
        }
    }

    /** The names of the hosts that have a role, in the inventory's order. */
    record RoleHosts(String role) implements Variable {
        @Override
        public String written() {
            return "roles." + role;
        }
    }

    record RunId() implements Variable {
        @Override
        public String written() {
            return "run.id";
        }
    }

    record Output(String stage, String step, String name) implements Variable {
        @Override
        public String written() {
            return "outputs." + stage + "." + step + "." + name;
        }
    }
}
