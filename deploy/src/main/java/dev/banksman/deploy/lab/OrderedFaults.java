package dev.banksman.deploy.lab;

import dev.banksman.deploy.lab.FaultCatalogue.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts the faults asked for on the command line where the stand-ins look for them. */
final class OrderedFaults {

    private static final Pattern FAILURE = Pattern.compile("([^:=]+):([^:=]+)=(\\d{1,5})(?:x(\\d{1,2}))?");

    private final LabFolder folder;
    private final FaultCatalogue catalogue;
    private final List<LabHost> hosts;

    OrderedFaults(LabFolder folder, FaultCatalogue catalogue, List<LabHost> hosts) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.hosts = hosts;
    }

    /**
     * {@code session-host-2:upgrade-web-components=1603}: the program that this step runs on this host ends with this
     * code, once; {@code =1603x3}: three times.
     */
    void fail(String order) throws IOException {
        var matcher = FAILURE.matcher(order);
        if (!matcher.matches()) {
            throw new LabException("--fail: expected HOST:STEP=CODE, or HOST:STEP=CODExTIMES, such as"
                    + " session-host-2:upgrade-web-components=1603; found " + order + ".");
        }
        checkHost("--fail", matcher.group(1));
        int times = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        for (int time = 1; time <= times; time++) {
            var name = matcher.group(1) + ":" + matcher.group(2) + "." + time;
            LabFolder.put(folder.faults().resolve("fail").resolve(name), matcher.group(3));
        }
    }

    /** A fault of the catalogue, on the host it names or the one given: {@code host-missing@session-host-2}; gives its entry. */
    Fault fault(String order) throws IOException {
        var fault = known(order);
        var host = host(order, fault);
        LabFolder.put(
                folder.faults()
                        .resolve(fault.as() + host.map(name -> "@" + name).orElse("")),
                "ordered");
        LabFolder.put(orders(folder).resolve(fault.name()), order);
        return fault;
    }

    /** The same without ordering it: whether it is in the catalogue, and its host in the lab. */
    Fault known(String order) {
        int at = order.indexOf('@');
        var fault = catalogue.named(at < 0 ? order : order.substring(0, at));
        host(order, fault).ifPresent(name -> checkHost("--fault", name));
        return fault;
    }

    private static Optional<String> host(String order, Fault fault) {
        int at = order.indexOf('@');
        return at < 0 ? fault.host() : Optional.of(order.substring(at + 1));
    }

    /** What was ordered in this lab, whatever has been mended since. */
    static List<Fault> ordered(LabFolder folder, FaultCatalogue catalogue) throws IOException {
        if (!Files.isDirectory(orders(folder))) {
            return List.of();
        }
        try (var names = Files.list(orders(folder))) {
            return names.map(name -> catalogue.named(name.getFileName().toString()))
                    .toList();
        }
    }

    private static Path orders(LabFolder folder) {
        return folder.faults().resolve("ordered");
    }

    private void checkHost(String option, String name) {
        if (hosts.stream().noneMatch(host -> host.name().equals(name))) {
            throw new LabException(option + ": expected one of "
                    + String.join(", ", hosts.stream().map(LabHost::name).toList()) + "; found " + name + ".");
        }
    }
}
