package dev.banksman.agent.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.banksman.common.architecture.SystemTimeRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final String ROOT = "dev.banksman.agent";
    private static final String PLANTED = ROOT + ".planted";

    @TestFactory
    List<DynamicTest> layersHold() {
        var shipped = SystemTimeRules.shipped(ROOT);

        return eachOf(new LayerRules(ROOT).all(), (name, rule) -> rule.check(shipped));
    }

    @TestFactory
    List<DynamicTest> everyLayerRuleFindsWhatIsPlanted() {
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

        return eachOf(
                new LayerRules(PLANTED).all(),
                (name, rule) -> assertThatThrownBy(() -> rule.check(planted))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("." + className(name))
                        .hasMessageContaining("because"));
    }

    @Test
    void timeAndChanceComeInAsArguments() {
        SystemTimeRules.checkShipped(ROOT);
    }

    @Test
    void testsWaitOnConditions() {
        SystemTimeRules.checkTests(ROOT);
    }

    private static List<DynamicTest> eachOf(Map<String, ArchRule> rules, BiConsumer<String, ArchRule> check) {
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> check.accept(rule.getKey(), rule.getValue())))
                .toList();
    }

    /** {@code above-plan} to {@code AbovePlan}. */
    private static String className(String ruleName) {
        return Arrays.stream(ruleName.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}
