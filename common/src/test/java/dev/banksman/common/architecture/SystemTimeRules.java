package dev.banksman.common.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where time, chance, identifiers and pauses may come from: one class, so that tests can put others in their place. */
public final class SystemTimeRules {

    /** The one class that may ask the machine. Tests of the rules and future homes go through {@link #allowing}. */
    public static final String HOME = "dev.banksman.common.SystemTime";

    /** What is asked of the machine, by kind: owner class to method names; a constructor is {@code <init>}. */
    private static final Map<String, Map<String, Set<String>>> ASKED = new TreeMap<>(Map.of(
            "wall clock",
            Map.of(
                    "java.lang.System", Set.of("currentTimeMillis"),
                    "java.time.Instant", Set.of("now"),
                    "java.time.LocalDate", Set.of("now"),
                    "java.time.LocalDateTime", Set.of("now"),
                    "java.time.OffsetDateTime", Set.of("now"),
                    "java.time.ZonedDateTime", Set.of("now"),
                    "java.time.InstantSource", Set.of("system"),
                    "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds"),
                    "java.util.Date", Set.of("<init>")),
            "running time",
            Map.of("java.lang.System", Set.of("nanoTime")),
            "chance",
            Map.of(
                    "java.lang.Math", Set.of("random"),
                    "java.util.Random", Set.of("<init>"),
                    "java.security.SecureRandom", Set.of("<init>"),
                    "java.util.concurrent.ThreadLocalRandom", Set.of("current")),
            "identifiers",
            Map.of("java.util.UUID", Set.of("randomUUID")),
            "pauses",
            Map.of(
                    "java.lang.Thread", Set.of("sleep"),
                    "java.util.concurrent.TimeUnit", Set.of("sleep"),
                    "java.util.concurrent.locks.LockSupport", Set.of("parkNanos", "parkUntil"))));

    private SystemTimeRules() {}

    /** Asserts that tests below {@code root} wait on conditions, never on the clock. */
    public static void checkTests(String root) {
        all().get("pauses")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("/planted/"))
                        .importPackages(root));
    }

    /** Asserts all rules on what ships below {@code root}, a package name without the closing dots. */
    public static void checkShipped(String root) {
        var classes = shipped(root);
        all().values().forEach(rule -> rule.check(classes));
    }

    /** The classes below {@code root} without tests. */
    public static JavaClasses shipped(String root) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // Generated code of the wire is not ours to rule.
                .withImportOption(location -> !location.contains("/dev/banksman/proto/"))
                .importPackages(root);
    }

    /** One rule per kind, with {@link #HOME} as the only class allowed. */
    public static SortedMap<String, ArchRule> all() {
        return allowing(List.of(HOME));
    }

    /** One rule per kind; {@code homes} are full class names whose nested classes are included. */
    public static SortedMap<String, ArchRule> allowing(List<String> homes) {
        var rules = new TreeMap<String, ArchRule>();
        ASKED.forEach((kind, calls) -> rules.put(
                kind,
                noClasses()
                        .that(areNot(homes))
                        .should()
                        .accessTargetWhere(asksFor(kind, calls))
                        .because("time, chance and identifiers come in as arguments, so that a simulation can replay a"
                                + " run; only " + String.join(", ", homes) + " asks the machine")
                        // A young module may have nothing to look at; the planted violations keep the rule honest.
                        .allowEmptyShould(true)));
        return rules;
    }

    private static DescribedPredicate<JavaClass> areNot(List<String> homes) {
        return DescribedPredicate.describe(
                "are not " + String.join(", ", homes),
                type -> homes.stream()
                        .noneMatch(home ->
                                type.getName().equals(home) || type.getName().startsWith(home + "$")));
    }

    private static DescribedPredicate<JavaAccess<?>> asksFor(String kind, Map<String, Set<String>> calls) {
        return DescribedPredicate.describe("it asks the machine for " + kind, call -> {
            var target = call.getTarget();
            var names = calls.getOrDefault(target.getOwner().getName(), Set.of());
            return names.contains(target.getName());
        });
    }
}
