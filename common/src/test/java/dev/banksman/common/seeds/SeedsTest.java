package dev.banksman.common.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets a system property")
class SeedsTest {

    private String given;

    @BeforeEach
    void forget() {
        given = System.clearProperty(Seeds.ONLY);
    }

    @AfterEach
    void restore() {
        if (given == null) {
            System.clearProperty(Seeds.ONLY);
        } else {
            System.setProperty(Seeds.ONLY, given);
        }
    }

    @Test
    void triesEverySeed() {
        var tried = new ArrayList<Long>();
        Seeds.each(3, 6, tried::add);
        assertThat(tried).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void namesTheSeedThatFails() {
        assertThatThrownBy(() -> Seeds.each(1, 9, seed -> assertThat(seed).isLessThan(4)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 4")
                .hasMessageContaining("-Dbanksman.tests.seed=4");
    }

    @Test
    void triesTheNamedSeedAlone() {
        System.setProperty(Seeds.ONLY, "1700");
        var tried = new ArrayList<Long>();
        Seeds.each(1, 9, tried::add);
        assertThat(tried).containsExactly(1700L);
    }

    @Test
    void theSameSeedMakesTheSameInput() {
        assertThat(numbers()).isEqualTo(numbers()).doesNotHaveDuplicates();
    }

    private static List<Integer> numbers() {
        var numbers = new ArrayList<Integer>();
        Seeds.each(20, random -> numbers.add(random.nextInt()));
        return numbers;
    }
}
