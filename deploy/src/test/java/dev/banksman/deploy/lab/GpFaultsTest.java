package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.deploy.lab.FaultCatalogue.Fault;
import dev.banksman.deploy.lab.Walk.Stepped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of the lab's catalogue, in one walk through the GP runbook with the agent's own actions: each makes the
 * check fail that is there for it, brings up its remedy, and the step passes once it is mended.
 */
class GpFaultsTest {

    private static final Path CATALOGUE = Bench.GP.faults();

    /** Three faults of one step, each on a host of its own. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("session-service-hangs", "session-host-1", "damaged-installation", "session-host-3");

    private static final Map<String, Stepped> SHOWN = new LinkedHashMap<>();
    private static final Map<String, List<String>> REMEDIES = new LinkedHashMap<>();

    @BeforeAll
    static void walkWithEveryFault(@TempDir Path directory) throws Exception {
        var catalogue = FaultCatalogue.read(CATALOGUE);
        try (var tour = Tour.in(directory, Bench.GP, Map.of("service-start", "3s"))) {
            var orders = new OrderedFaults(tour.bench().folder, catalogue, Bench.GP.hosts());
            for (var fault : catalogue.faults().values()) {
                orders.fault(Optional.ofNullable(ELSEWHERE.get(fault.name()))
                        .map(host -> fault.name() + "@" + host)
                        .orElse(fault.name()));
            }
            tour.walk().go(new Mender(tour, catalogue));
        }
    }

    @AfterAll
    static void forget() {
        SHOWN.clear();
        REMEDIES.clear();
    }

    static Stream<String> faults() throws IOException {
        return FaultCatalogue.read(CATALOGUE).faults().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultFailsItsCheckAndBringsUpItsRemedy(String name) throws IOException {
        var fault = FaultCatalogue.read(CATALOGUE).named(name);

        assertThat(SHOWN).containsKey(name);
        assertThat(SHOWN.get(name).name()).isEqualTo(fault.step());
        fault.remedy().ifPresent(remedy -> assertThat(REMEDIES.get(name)).contains(remedy));
    }

    /** Knows which fault a failed check shows, mends it by the remedy where there is one, and has the check repeated. */
    private static final class Mender implements Walk.Observer {

        private final Tour tour;
        private final FaultCatalogue catalogue;

        Mender(Tour tour, FaultCatalogue catalogue) {
            this.tour = tour;
            this.catalogue = catalogue;
        }

        @Override
        public boolean failed(Stepped stepped) throws IOException, InterruptedException {
            var fault = catalogue.faults().values().stream()
                    .filter(candidate -> candidate.step().equals(stepped.name()))
                    .filter(candidate -> !stepped.host().startsWith("session-host")
                            || stepped.host().equals(host(candidate)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no fault explains " + stepped));
            assertThat(SHOWN.put(fault.name(), stepped))
                    .as("%s on %s fails again: %s", stepped.name(), stepped.host(), stepped.finding())
                    .isNull();
            REMEDIES.put(fault.name(), matching(tour.plan(), stepped));
            mend(fault, stepped.host());
            return true;
        }

        private static String host(Fault fault) {
            return ELSEWHERE.getOrDefault(fault.name(), fault.host().orElse(""));
        }

        private void mend(Fault fault, String host) throws IOException, InterruptedException {
            switch (fault.name()) {
                case "damaged-installation", "help-missing", "certificate-not-installed" ->
                    tour.walk().remedy(fault.remedy().orElseThrow(), host);
                case "sign-on-error" -> tour.walk().remedy(fault.remedy().orElseThrow(), "web-1");
                default -> {
                    Files.deleteIfExists(tour.bench().folder.faults().resolve(fault.name()));
                    Files.deleteIfExists(tour.bench().folder.faults().resolve(fault.name() + "@" + host(fault)));
                }
            }
            var bench = tour.bench();
            switch (fault.name()) {
                case "users-signed-in" -> Bench.succeed(bench.hand(host, "sign-users-out"));
                case "desktop-client-broken", "desktop-client-broken-on-session-host" ->
                    Bench.succeed(bench.hand(host, "try-desktop-client"));
                case "central-not-running" -> Bench.succeed(bench.tool(host, "", "sc", "start", "GPSessionCentral"));
                case "session-service-not-running" ->
                    Bench.succeed(bench.tool(host, "", "sc", "start", "GPSessionService"));
                case "host-missing" -> {
                    Bench.succeed(bench.tool(host, "", "sc", "stop", "GPSessionService"));
                    Bench.succeed(bench.tool(host, "", "sc", "start", "GPSessionService"));
                }
                case "host-suspended" -> Bench.succeed(bench.hand(host, "resume-host"));
                default -> {}
            }
        }
    }

    private static List<String> matching(Plan plan, Stepped failed) {
        var finding = failed.finding();
        var text = String.join("\n", finding.message(), finding.observation().getObserved(), finding.text());
        return plan.remedies().stream()
                .filter(remedy -> RemedyMatch.covers(
                        remedy.step(), failed.stage().name(), failed.step().name()))
                .filter(remedy -> remedy.output()
                        .map(output -> Pattern.compile(output).matcher(text).find())
                        .orElse(false))
                .map(Plan.PlannedRemedy::name)
                .toList();
    }
}
