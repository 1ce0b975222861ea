package dev.banksman.agent.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the agent's packages may know of each other.
 *
 * <p>The rules are made for a root package, so that the same rules can be shown to fail on a planted tree.
 */
final class LayerRules {

    private static final String OUTLIVES =
            "commands outlive the stream: what keeps them must not depend on whether a controller is there";

    private final String root;

    LayerRules(String root) {
        this.root = root;
    }

    /** By name; the planted tree breaks each rule in a class of that name, written as a class name. */
    Map<String, ArchRule> all() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("journal-link", no("journal", OUTLIVES, in("link")));
        rules.put("supervise-link", no("supervise", OUTLIVES, in("link")));
        rules.put(
                "action-below",
                no(
                        "action",
                        "an action knows its message and the work it is given, so that adding one touches one class",
                        in("link"),
                        in("journal"),
                        in("supervise")));
        rules.put(
                "facts-below",
                no(
                        "facts",
                        "facts about the host are read the same way with and without a controller",
                        in("link"),
                        in("journal"),
                        in("supervise")));
        rules.put("protocol", onlyTheLinkSpeaksGrpc());
        rules.put("wiring", nothingDependsOnMain());
        rules.put("cycle", packagesHaveNoCycles());
        return rules;
    }

    private ArchRule onlyTheLinkSpeaksGrpc() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("journal"), in("supervise"), in("action"), in("facts"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..")
                .because(OUTLIVES)
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

    private ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other can only be understood together")
                .allowEmptyShould(true);
    }

    private ArchRule no(String from, String because, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(in(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .because(because)
                .allowEmptyShould(true);
    }

    private String in(String name) {
        return root + "." + name + "..";
    }
}
