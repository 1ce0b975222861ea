package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.runbooks.Carriers.Carrier;
import dev.banksman.deploy.runbooks.Carriers.Role;
import dev.banksman.deploy.runbooks.Coverage.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every fact of the AX in-place upgrade is carried by its three runbooks in a way that fits, or says why not. */
class AxInPlaceCoverageTest {

    private static final int FACTS = 205;
    private static final int MOST_FACTS_IN_ONE_PLACE = 4;
    private static final Pattern LINE = Pattern.compile("(AX-\\d{3}),([A-Z]+),,(?:\"([^\"]+)\")?,([a-z -]*)");

    private record Fact(Kind kind, String reason, Set<String> runbooks) {}

    private static final Map<String, Fact> FACT_LIST = new LinkedHashMap<>();
    private static final Map<String, Carriers> CARRIERS = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (var line : Files.readAllLines(Path.of("runbooks/ax-in-place.coverage.csv"))) {
            if (!line.startsWith("#") && !line.equals("fact,kind,stage,reason,runbooks")) {
                var matcher = LINE.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                var reason = matcher.group(3) == null ? "" : matcher.group(3);
                var runbooks = new TreeSet<>(List.of(matcher.group(4).split(" ")));
                runbooks.remove("");
                var fact = new Fact(Kind.valueOf(matcher.group(2)), reason, runbooks);
                assertThat(FACT_LIST.put(matcher.group(1), fact)).as(line).isNull();
            }
        }
        AxInPlace.ALL.forEach(system -> CARRIERS.put(system.name(), Carriers.of(system.runbook())));
    }

    @Test
    void listNamesEveryFactOnce() {
        assertThat(FACT_LIST.keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, FACTS)
                        .mapToObj(number -> String.format("AX-%03d", number))
                        .toList());
    }

    @Test
    void everyFactIsCarriedByTheRunbooksNamedOrSaysWhyNot() {
        FACT_LIST.forEach((id, fact) -> {
            var carrying = CARRIERS.entrySet().stream()
                    .filter(runbook -> !runbook.getValue().carrying(id).isEmpty())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(carrying).as(id).isEqualTo(fact.runbooks());
            assertThat(carrying.isEmpty())
                    .as("%s has a reason", id)
                    .isEqualTo(!fact.reason().isEmpty());
        });
    }

    @Test
    void kindsFitWhatCarriesThem() {
        FACT_LIST.forEach((id, fact) -> assertThat(carrying(id))
                .as("what carries %s, a %s", id, fact.kind())
                .allSatisfy(carrier -> assertThat(carrier.roles()).containsAnyElementsOf(fitting(fact.kind()))));
    }

    private static List<Role> fitting(Kind kind) {
        return switch (kind) {
            case PRE -> List.of(Role.CHECK, Role.GATE);
            case CHK -> List.of(Role.CHECK);
            case ACT, BAK, RST -> List.of(Role.ACTION, Role.GATE);
            case ORD -> List.of(Role.INTERLOCK);
            case DEC -> List.of(Role.PARAMETER, Role.CONDITIONAL);
            case TRB -> List.of(Role.REMEDY);
            case LOOP, INFO, WARN -> List.of(Role.values());
        };
    }

    @Test
    void theSixStepsOfTheCircleAreThereForEachLayer() {
        FACT_LIST.forEach((id, fact) -> {
            if (fact.kind() == Kind.LOOP) {
                for (var layer : List.of("isv", "var", "cus", "usr")) {
                    assertThat(carrying(id))
                            .as("%s in layer %s", id, layer)
                            .anySatisfy(carrier ->
                                    assertThat(carrier.name()).matches("(code|rebuild|put-back)-" + layer + "[.-].*"));
                }
            }
        });
    }

    @Test
    void noPlaceCarriesMoreThanAPersonCanCheckAgainstTheText() {
        CARRIERS.values()
                .forEach(carriers -> assertThat(carriers.all())
                        .allSatisfy(carrier -> assertThat(carrier.facts())
                                .as("facts of %s", carrier.name())
                                .hasSizeLessThanOrEqualTo(MOST_FACTS_IN_ONE_PLACE)
                                .isSubsetOf(FACT_LIST.keySet())));
    }

    private static List<Carrier> carrying(String fact) {
        return CARRIERS.values().stream()
                .flatMap(carriers -> carriers.carrying(fact).stream())
                .toList();
    }
}
