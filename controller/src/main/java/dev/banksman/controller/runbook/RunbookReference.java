package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.expression.Names;
import dev.banksman.controller.runbook.syntax.CompositionSyntax;
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

            - YAML 1.2, one document to a file, UTF-8 without a byte order mark, spaces for indentation. Tags, merge keys and
              duplicate keys are refused. Anchors and aliases work, within the limits below.
            - Names are in kebab-case. Durations are written as `90s`, `45m`, `2h`, `1h30m`, `500ms`, `1d`.
            - Numbers and booleans may be quoted or not. What is written is what is used: `version: 1.10` stays 1.10.
            - Limits: %s.

            ## Putting a runbook together

            What several runbooks share stands in fragments: files beside them that begin with `fragment: NAME`. A runbook
            names those it uses in `include`. Their parameters, roles, interlocks and remedies join its own; a name that
            stands twice is refused. Their stages, and the lists of steps they offer as parts, are placed where the runbook
            says so:

            ```yaml
            include: [common]                  # the file common.yaml beside this one
            stages:
              - include: common                # the stages of the fragment
              - stage: databases
                on: database
                steps:
                  - include: common.back-up    # the steps of its part back-up
                    with: {database: '${business-database}'}
            ```

            In the part, `with.database` stands for the text given.

            `for-each` writes items of `stages`, `steps`, `interlocks` or `remedies` once for each of several values:

            ```yaml
            - for-each: layer
              in: [isv, var, cus, usr]
              steps:
                - step: export-${each.layer}
                  when: each.layer in layers
            ```

            `each.number` counts from 1. Steps may also follow a list that only the run knows, a list parameter or an output
            with one value a line: `in: ${outputs.inspect.list.models}` with `max: 20`. The plan then holds that many
            copies, each of which applies while the list reaches that far, so that what is approved is what runs and
            interlocks are proven over all of them. A list that turns out longer is put before a person, ahead of the first
            copy.

            The documents travel and are kept as one text: the runbook, then each fragment after a line
            `--- # file: NAME`. Messages name the file, line and column at which something was written.

            ## Expressions

            Conditions (`when`) are expressions, and `${...}` holds one in texts. They are CEL, the Common Expression
            Language: `tenant-services && edition == 'full'`, `host.variables.site != 'spare'`, `size(roles.client) > 0`.

            - A hyphen directly between characters of a name is part of the name: `configuration-database` is one
              name. A subtraction needs spaces: `port - 1`.
            - `$${` in a text stands for a literal `${`.
            - Scripts and SQL are verbatim: nothing in them is expanded. They get values as environment variables and
              bound parameters.
            - A text that an expression makes may be at most 64 Ki characters long; an output is given on with up to 1 Mi.
            - Functions: CEL's own, `lines` (the lines of a text that are not blank, as a list), and `join`, `replace`, `split`, `substring`, `indexOf`, `lastIndexOf`, `charAt`,
              `lowerAscii`, `upperAscii`, `trim`. Macros: `has`, `all`, `exists`, `exists_one`. There is no `map` and
              no `filter`, and lists are not added.

            | name | type | where |
            |---|---|---|
            | a parameter's name | its own: `string`, `path`, `choice` and `time` are texts, `list` is a list of texts | everywhere |
            | `roles.<role>` | list of the names of the hosts that have the role | everywhere |
            | `host.name`, `host.roles` | text, list of texts | steps, remedies |
            | `host.variables.<name>` | text; planning fails if a host lacks it, unless asked with `has(...)` | steps, remedies |
            | `run.id` | text | steps, remedies |
            | `outputs.<stage>.<step>.<name>` | text; `int(...)` makes a number of it | steps |

            An output comes from a rule of a step (`outputs`), from its action (`sql.save`; `digest` of `file.collect` and
            `file.template`), or from a gate's evidence. It may be used by later steps
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
            ## Fields of a fragment
            %s
            ## Fields of an inventory
            %s\
            """.formatted(limits(), reserved(), looks(), runbook(), fragment(), inventory());
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

    private static String fragment() {
        return ReferenceWriter.sections(CompositionSyntax.FRAGMENT, RunbookSyntax.RUNBOOK);
    }

    private static String inventory() {
        return ReferenceWriter.sections(InventorySyntax.INVENTORY);
    }
}
