package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A procedure that a lab rehearses: the folder {@code deploy/lab/SYSTEM/RUNBOOK}, named after the runbook, with
 * inventory, parameters, what the people answer and the faults that can be ordered. The folder above it holds the
 * stand-ins of the system and is shared by all procedures of that system.
 */
public record LabProcedure(Path folder) {

    public LabProcedure {
        folder = folder.toAbsolutePath().normalize();
        if (!Files.isReadable(folder.resolve("inventory.yaml"))) {
            throw new LabException(folder + ": expected a procedure of the lab, with inventory.yaml; found none.");
        }
    }

    /** The runbook's name. */
    public String runbook() {
        return folder.getFileName().toString();
    }

    /** Folder of the system's stand-ins. */
    public Path scripts() {
        return Objects.requireNonNull(folder.getParent(), "a procedure lies in the folder of its system");
    }

    /** As in the repository, with places for what is known only when the lab runs (see {@link LabDocuments}). */
    Path inventory() {
        return folder.resolve("inventory.yaml");
    }

    /** The same for the parameters. */
    Path parameters() {
        return folder.resolve("parameters.properties");
    }

    Path answers() {
        return folder.resolve("answers.yaml");
    }

    public Path faults() {
        return folder.resolve("faults.yaml");
    }

    /** The vendor's procedure that is rehearsed. */
    Path runbookFile() {
        return folder.resolve("../../../runbooks/" + runbook() + ".yaml").normalize();
    }

    /** What has to run in the lab before it. */
    Before before() throws IOException {
        return Before.read(folder.resolve("before.yaml"));
    }

    /** The hosts of the inventory, in its order; then those that only the procedures before it have. */
    List<LabHost> hosts() throws IOException {
        var hosts = new LinkedHashSet<>(own());
        for (var leg : before().legs()) {
            hosts.addAll(leg.procedure().own());
        }
        return List.copyOf(hosts);
    }

    private List<LabHost> own() throws IOException {
        try (var reader = Files.newBufferedReader(inventory())) {
            var settings =
                    LoadSettings.builder().setLabel(inventory().toString()).build();
            var hosts = new ArrayList<LabHost>();
            if (new Load(settings).loadFromReader(reader) instanceof Map<?, ?> document
                    && document.get("hosts") instanceof Map<?, ?> named) {
                named.keySet().forEach(name -> hosts.add(new LabHost(String.valueOf(name))));
            }
            if (hosts.isEmpty()) {
                throw new LabException(inventory() + ": expected hosts, found none.");
            }
            return List.copyOf(hosts);
        }
    }
}
