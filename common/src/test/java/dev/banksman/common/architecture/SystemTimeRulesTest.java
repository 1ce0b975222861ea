package dev.banksman.common.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SystemTimeRulesTest {

    private static final String PLANTED = "dev.banksman.common.architecture.planted";
    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages(PLANTED);

    @Test
    void hold() {
        SystemTimeRules.checkShipped("dev.banksman.common");
        SystemTimeRules.checkTests("dev.banksman.common");
    }

    @TestFactory
    List<DynamicTest> findWhatIsPlanted() {
        return SystemTimeRules.all().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> assertThatThrownBy(() -> rule.getValue().check(PLANTED_CLASSES))
                                .isInstanceOf(AssertionError.class)
                                .hasMessageContaining("AsksTheMachine")
                                .hasMessageContaining(rule.getKey())
                                .hasMessageContaining("come in as arguments")))
                .toList();
    }

    @Test
    void letTheirHomeAskTheMachine() {
        var rules = SystemTimeRules.allowing(List.of(PLANTED + ".AsksTheMachine"));

        assertThat(rules.values()).allSatisfy(rule -> rule.check(PLANTED_CLASSES));
    }
}
