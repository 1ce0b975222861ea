package dev.banksman.controller.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of the controller's packages: {@code runbook <- authoring <- plan <- run <- {journal, engine, simulate, forecast, report} <- {fleet,
 * operator} <- main}, with {@code telemetry} at the bottom, {@code artifact} and {@code identity} above it, and {@code
 * cli} outside.
 *
 * <p>The rules are made for a root package, so that the same rules can be shown to fail on a planted tree.
 */
final class LayerRules {

    /** Lowest first. A package may depend on those in earlier rows and, without cycles, on its own row. */
    private static final List<List<String>> ROWS = List.of(
            List.of("telemetry"),
            List.of("artifact", "identity", "runbook"),
            List.of("authoring"),
            List.of("plan"),
            List.of("run"),
            List.of("journal", "engine", "simulate", "forecast", "report", "upgrade", "doctor"),
            List.of("fleet", "operator"));

    private static final String PURE =
            "the core is run, simulated, forecast and tested by the same code; time and chance arrive inside inputs";

    private final String root;

    LayerRules(String root) {
        this.root = root;
    }

    /** By name; the planted tree breaks each rule in a class of that name, written as a class name. */
    Map<String, ArchRule> all() {
        var rules = new LinkedHashMap<String, ArchRule>();
        for (int row = 0; row < ROWS.size() - 1; row++) {
            for (String lower : ROWS.get(row)) {
                rules.put("above-" + lower, dependsOnNothingAbove(lower, row));
            }
        }
        rules.put("leaves", leavesStandAlone());
        rules.put("wiring", nothingDependsOnMain());
        rules.put("cli-out", cliTalksToTheOperatorApi());
        rules.put("cli-in", nothingDependsOnCli());
        rules.put("run-protocol", runKnowsNoProtocol());
        rules.put("run-clock", runReadsNoClock());
        rules.put("run-thread", runHasNoThreads());
        rules.put("run-file", runTouchesNoFiles());
        rules.put("plan-protocol", planKnowsNoProtocol());
        rules.put("cycle", packagesHaveNoCycles());
        return rules;
    }

    private ArchRule dependsOnNothingAbove(String lower, int row) {
        var above = ROWS.subList(row + 1, ROWS.size()).stream()
                .flatMap(List::stream)
                .map(this::in)
                .toList();
        return no(lower, above, "what is decided must not depend on what carries it out");
    }

    private ArchRule leavesStandAlone() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("artifact"), in("identity"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("runbook"))
                .because("files and names serve every run, whatever its runbook says")
                .allowEmptyShould(true);
    }

    private ArchRule nothingDependsOnMain() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".*..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(root))
                .because("the main class wires the packages together; they do not know who wires them")
                .allowEmptyShould(true);
    }

    /** Writing, checking and reading runbooks by themselves needs no controller; all else goes through the API. */
    private ArchRule cliTalksToTheOperatorApi() {
        var allButRunbooks = packagesOfAllRows().stream()
                .filter(name -> !name.equals(in("runbook")) && !name.equals(in("authoring")))
                .toList();
        return no(
                "cli",
                allButRunbooks,
                "the command line has no powers of its own: what runs is asked of the operator API");
    }

    private ArchRule nothingDependsOnCli() {
        var rows = packagesOfAllRows().toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(rows)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("cli"))
                .because("the command line is one client among others")
                .allowEmptyShould(true);
    }

    private ArchRule runKnowsNoProtocol() {
        return no(
                "run",
                List.of("io.grpc..", "io.netty..", "com.linecorp..", "java.net..", "java.sql..", "javax.sql.."),
                PURE);
    }

    private ArchRule planKnowsNoProtocol() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("runbook"), in("plan"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..", "com.linecorp..", "java.sql..", "javax.sql..")
                .because("a plan is expanded from its inputs alone; the same inputs give the same hash")
                .allowEmptyShould(true);
    }

    private ArchRule runReadsNoClock() {
        return noClasses()
                .that()
                .resideInAPackage(in("run"))
                .should()
                .dependOnClassesThat(HasName.Predicates.nameMatching(
                        "java\\.time\\.(Clock|InstantSource)|dev\\.banksman\\.common\\.SystemTime|java\\.util\\.Date"))
                .because(PURE)
                .allowEmptyShould(true);
    }

    private ArchRule runHasNoThreads() {
        return noClasses()
                .that()
                .resideInAPackage(in("run"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.util.concurrent.locks..")
                        .or(HasName.Predicates.nameMatching(
                                "java\\.lang\\.Thread|java\\.lang\\.ThreadLocal|java\\.util\\.Timer")))
                .because(PURE)
                .allowEmptyShould(true);
    }

    private ArchRule runTouchesNoFiles() {
        return noClasses()
                .that()
                .resideInAPackage(in("run"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                        .or(HasName.Predicates.nameMatching("java\\.io\\..*(File|Stream|Reader|Writer).*")))
                .because(PURE)
                .allowEmptyShould(true);
    }

    private ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other can only be understood together")
                .allowEmptyShould(true);
    }

    private ArchRule no(String from, List<String> to, String because) {
        return noClasses()
                .that()
                .resideInAPackage(in(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to.toArray(String[]::new))
                .because(because)
                .allowEmptyShould(true);
    }

    private List<String> packagesOfAllRows() {
        var all = new ArrayList<String>();
        ROWS.forEach(row -> row.forEach(name -> all.add(in(name))));
        return all;
    }

    private String in(String name) {
        return root + "." + name + "..";
    }
}
