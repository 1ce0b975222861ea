package dev.banksman.controller.authoring;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Parameter;
import dev.banksman.controller.runbook.Runbook.Prerequisite;
import dev.banksman.controller.runbook.Runbook.Role;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.Window;
import dev.banksman.controller.runbook.syntax.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A runbook in plain sentences, for whoever has to review it and does not know its language. Immutable; the command line
 * prints it as text, and as JSON as it stands.
 *
 * @param stages in an order in which each follows what it needs
 */
public record Explanation(
        String runbook,
        String version,
        String title,
        String about,
        List<ParameterWords> parameters,
        List<RoleWords> roles,
        List<String> prerequisites,
        Optional<String> window,
        List<StageWords> stages,
        List<InterlockWords> interlocks,
        List<RemedyWords> remedies) {

    /** A parameter: {@code value} says what may be given, and what holds if nothing is. */
    public record ParameterWords(
            String name, String type, String value, Optional<String> byDefault, String help, Optional<String> source) {}

    public record RoleWords(String name, String title, String hosts, List<String> stages) {}

    /**
     * A stage.
     *
     * @param order when it begins and who is inside at once, as sentences
     * @param because why it may not begin before: the reasons of the interlocks on it
     * @param remedies known failures that any of its steps may show
     */
    public record StageWords(
            String name,
            String title,
            String on,
            List<String> order,
            List<String> because,
            List<String> remedies,
            List<StepWords> steps) {}

    public record InterlockWords(String name, String says, String because, Optional<String> source) {}

    public record RemedyWords(
            String name, String title, String appliesTo, String explain, List<String> tries, Optional<String> source) {}

    public static Explanation of(Runbook runbook) {
        var words = new StepExplainer(runbook);
        return new Explanation(
                runbook.name(),
                runbook.version(),
                runbook.title(),
                runbook.about(),
                runbook.parameters().values().stream()
                        .map(Explanation::parameter)
                        .toList(),
                runbook.roles().values().stream()
                        .map(role -> role(runbook, role))
                        .toList(),
                runbook.prerequisites().stream().map(Explanation::prerequisite).toList(),
                runbook.window().map(Explanation::window),
                StageOrder.of(runbook).stream()
                        .map(stage -> stage(runbook, stage, words))
                        .toList(),
                runbook.interlocks().stream().map(Explanation::interlock).toList(),
                runbook.remedies().stream().map(remedy -> words.remedy(remedy)).toList());
    }

    private static String prerequisite(Prerequisite asked) {
        var with = new ArrayList<String>();
        asked.parameters().forEach((name, value) -> with.add(name + " was " + value));
        asked.outputs().forEach((name, value) -> with.add(name + " gave " + value));
        return asked.name() + ": a run of " + asked.runbook()
                + (asked.sameVersion() ? ", in the same version," : "")
                + " must have succeeded"
                + asked.within()
                        .map(time -> ", not longer ago than " + Durations.format(time))
                        .orElse("")
                + (with.isEmpty() ? "" : ", in which " + listed(with))
                + asked.when().map(when -> ", where " + when.expression()).orElse("")
                + ". " + ActionWords.sentence(asked.because())
                + asked.source()
                        .map(source -> " " + StepExplainer.source(source))
                        .orElse("");
    }

    private static String window(Window window) {
        return "From " + window.opens() + " to " + window.closes()
                + window.when().map(when -> ", where " + when.expression()).orElse("")
                + ": stages in the window do not begin before, and after it nothing of them begins without a person.";
    }

    private static ParameterWords parameter(Parameter parameter) {
        var type = parameter.type().name().toLowerCase(Locale.ROOT);
        var may = new ArrayList<String>();
        may.add(parameter.choices().isEmpty() ? type : "one of " + ProgramWords.oneOf(parameter.choices()));
        parameter.pattern().ifPresent(pattern -> may.add("like /" + pattern + "/"));
        may.add(parameter
                .defaultValue()
                .map(text -> text.isEmpty() ? "empty unless given" : text + " unless given")
                .orElse("must be given"));
        return new ParameterWords(
                parameter.name(),
                type,
                String.join(", ", may),
                parameter.defaultValue(),
                parameter.help(),
                parameter.source().map(StepExplainer::source));
    }

    private static RoleWords role(Runbook runbook, Role role) {
        var stages = runbook.stages().stream()
                .filter(stage -> stage.role().equals(role.name()))
                .map(Stage::name)
                .toList();
        return new RoleWords(role.name(), role.title(), hosts(role), stages);
    }

    private static String hosts(Role role) {
        if (role.atMost() == role.atLeast()) {
            return role.atMost() == 1 ? "exactly one host" : "exactly " + role.atMost() + " hosts";
        }
        if (role.atMost() == Integer.MAX_VALUE) {
            return role.atLeast() == 0
                    ? "any number of hosts, none too"
                    : role.atLeast() == 1 ? "one host or more" : role.atLeast() + " hosts or more";
        }
        return role.atLeast() == 0 && role.atMost() == 1
                ? "one host or none"
                : role.atLeast() + " to " + role.atMost() + " hosts";
    }

    private static StageWords stage(Runbook runbook, Stage stage, StepExplainer words) {
        var role = runbook.roles().get(stage.role());
        return new StageWords(
                stage.name(),
                stage.title(),
                role == null ? stage.role() : role.title() + " (" + hosts(role) + ")",
                order(stage),
                runbook.interlocks().stream()
                        .filter(interlock -> interlock.before().stage().equals(stage.name()))
                        .map(interlock -> ActionWords.sentence(interlock.because()) + " (" + interlock.name() + ")")
                        .toList(),
                words.remedies(stage),
                stage.steps().stream().map(step -> words.step(stage, step)).toList());
    }

    private static List<String> order(Stage stage) {
        var sentences = new ArrayList<String>();
        if (stage.needs().isEmpty()) {
            sentences.add("Begins at once.");
        } else {
            var needs = stage.needs().stream()
                    .map(need -> need.stage()
                            + need.when()
                                    .map(when -> " (where " + when.expression() + ")")
                                    .orElse(""))
                    .toList();
            sentences.add("Begins when " + listed(needs) + (needs.size() == 1 ? " is" : " are") + " through.");
        }
        if (stage.inWindow()) {
            sentences.add("In the maintenance window.");
        }
        stage.when().ifPresent(when -> sentences.add("Part of the plan only where " + when.expression() + "."));
        stage.rolling().ifPresent(rolling -> {
            var text = new StringBuilder("Rolling: ");
            if (rolling.canary() > 0) {
                text.append(rolling.canary() == 1 ? "one host" : rolling.canary() + " hosts")
                        .append(" alone first, ");
                if (!rolling.soak().equals("0s")) {
                    text.append("then a wait of ").append(rolling.soak()).append(", ");
                }
                text.append("then ");
            }
            text.append(rolling.batch())
                    .append(rolling.batch().endsWith("%") ? " of the others" : "")
                    .append(" at once; ");
            text.append(
                    rolling.maxFailures() == 0
                            ? "no further host begins after a failure."
                            : "no further host begins after more than " + rolling.maxFailures() + " failed.");
            sentences.add(text.toString());
        });
        return List.copyOf(sentences);
    }

    private static InterlockWords interlock(Runbook.Interlock interlock) {
        var where = interlock.when().map(when -> ", where " + when.expression()).orElse("");
        return new InterlockWords(
                interlock.name(),
                "Nothing of " + interlock.before() + " begins before " + interlock.require() + " is done on every host"
                        + where + ".",
                ActionWords.sentence(interlock.because()),
                interlock.source().map(StepExplainer::source));
    }

    static String listed(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}
