package dev.banksman.deploy.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.banksman.common.architecture.SystemTimeRules;
import org.junit.jupiter.api.Test;

/** What can only be seen where controller and agent meet. */
class ArchitectureTest {

    @Test
    void controllerAndAgentShareTheWireAlone() {
        var shipped = SystemTimeRules.shipped("dev.banksman");

        strangers("dev.banksman.agent..", "dev.banksman.controller..").check(shipped);
        strangers("dev.banksman.controller..", "dev.banksman.agent..").check(shipped);
    }

    @Test
    void strangersAreFound() {
        var planted = new ClassFileImporter().importPackages("dev.banksman.deploy.architecture.planted");

        assertThatThrownBy(() -> strangers("dev.banksman.deploy.architecture.planted..", "dev.banksman.agent..")
                        .check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("KnowsTheAgent")
                .hasMessageContaining("because");
    }

    @Test
    void timeAndChanceComeInAsArguments() {
        SystemTimeRules.checkShipped("dev.banksman.deploy");
    }

    @Test
    void testsWaitOnConditions() {
        SystemTimeRules.checkTests("dev.banksman.deploy");
    }

    private static ArchRule strangers(String one, String other) {
        return noClasses()
                .that()
                .resideInAPackage(one)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(other)
                .because("each is upgraded without the other; what they agree on is on the wire")
                .allowEmptyShould(true);
    }
}
