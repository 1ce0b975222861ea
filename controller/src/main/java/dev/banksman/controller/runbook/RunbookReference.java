package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.expression.Names;
import dev.banksman.controller.runbook.syntax.InventorySyntax;
import dev.banksman.controller.runbook.syntax.ReferenceWriter;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import dev.banksman.controller.runbook.yaml.YamlLimits;
import java.util.TreeSet;

/** The reference page of runbooks and inventories, made from the tables that the reader checks with. */
public final class RunbookReference {
    private RunbookReference() {}

    /** Markdown; ends with a line feed. */
    public static String markdown() {
        return """
            # Runbook reference

            This page is generated from the tables that the reader itself uses. `banksman runbook validate` says
            everything that is wrong with a runbook at once, with line and column; `banksman runbook schema` prints
            the JSON Schema for editors.

            ## Writing

            - YAML 1.2, one document, UTF-8 without a byte order mark, spaces for indentation. Tags, merge keys and
              duplicate keys are refused. Anchors and aliases work, within the limits below.
            - Names are in kebab-case. Durations are written as `90s`, `45m`, `2h`, `1h30m`, `500ms`, `1d`.
            - Numbers and booleans may be quoted or not. What is written is what is used: `version: 1.10` stays 1.10.
            - Limits: %s.

            ## Expressions

            Conditions (`when`) are expressions, and `${...}` holds one in texts. They are CEL, the Common Expression
            Language: `tenant-services && edition == 'full'`, `host.variables.site != 'spare'`, `size(roles.client) > 0`.

            - A hyphen directly between characters of a name is part of the name: `configuration-database` is one
              name. A subtraction needs spaces: `port - 1`.
            - `$${` in a text stands for a literal `${`.
            - Scripts and SQL are verbatim: nothing in them is expanded. They get values as environment variables and
              bound parameters.
            - A text may be at most 64 Ki characters long after expansion.
            - Functions: CEL's own, and `join`, `replace`, `split`, `substring`, `indexOf`, `lastIndexOf`, `charAt`,
              `lowerAscii`, `upperAscii`, `trim`. Macros: `has`, `all`, `exists`, `exists_one`. There is no `map` and
              no `filter`, and lists are not added.

            | name | type | where |
            |---|---|---|
            | a parameter's name | its own: `string`, `path` and `choice` are texts | everywhere |
            | `roles.<role>` | list of the names of the hosts that have the role | everywhere |
            | `host.name`, `host.roles` | text, list of texts | steps, remedies |
            | `host.variables.<name>` | text; planning fails if a host lacks it, unless asked with `has(...)` | steps, remedies |
            | `run.id` | text | steps, remedies |
            | `outputs.<stage>.<step>.<name>` | text; `int(...)` makes a number of it | steps |

            An output comes from a rule of a step (`outputs`) or from a gate's evidence. It may be used by later steps
            of the same stage, and by stages that need the producing one and either have the same hosts or find it on
            one host alone.

            Reserved, so no names of parameters: %s.

            A `when` on a stage, a need or an interlock is decided when the plan is made, from parameters and roles.
            A `when` on a step is decided then too, per host, as far as parameters and hosts tell; what depends on
            outputs is decided when the step's turn has come.

            ## What is checked beyond the shape

            - Every name that is used is known: stages, steps, roles, parameters, outputs.
            - Needs have a beginning; a stage that is left out hands its needs on.
            - A check (`check: true`), a `done-when` and an `until` only look: %s.
            - A point of no return: each changing step before it has an `undo`, or `undo: {none: the reason}`.
            - `retry` stands on repeatable steps and checks only. Checks are repeatable.
            - An interlock is proven for every order the plan permits: what is required lies in a stage that the other
              one needs, directly or through others, or earlier in the same stage if that has one host.
            - A remedy covers at least one step.

            ## Fields of a runbook
            %s
            ## Fields of an inventory
            %s\
            """.formatted(limits(), reserved(), looks(), runbook(), inventory());
    }

    private static String limits() {
        var runbook = YamlLimits.RUNBOOK;
        var inventory = YamlLimits.INVENTORY;
        return "%d MiB for a runbook, %d MiB for an inventory; %d levels of nesting; %d values with aliases expanded"
                .formatted(runbook.bytes() >> 20, inventory.bytes() >> 20, runbook.depth(), runbook.nodes());
    }

    private static String reserved() {
        return "`" + String.join("`, `", new TreeSet<>(Names.RESERVED)) + "`";
    }

    private static String looks() {
        return RunbookSyntax.ACTIONS.looks();
    }

    private static String runbook() {
        return ReferenceWriter.sections(RunbookSyntax.RUNBOOK);
    }

    private static String inventory() {
        return ReferenceWriter.sections(InventorySyntax.INVENTORY);
    }
}
