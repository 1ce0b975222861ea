package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What {@code agent.properties} of a lab's host says: a Windows host whose tools are the stand-ins. */
final class AgentConfiguration {

    /** Tools that the agent's own actions call. */
    static final List<String> PLATFORM_TOOLS = List.of("sc", "msiexec", "reg", "whoami");

    private AgentConfiguration() {}

    static List<String> lines(LabFolder folder) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("# Made by the lab.");
        lines.add("platform = windows");
        for (var tool : PLATFORM_TOOLS) {
            var standIn = folder.tool(tool);
            if (standIn.isPresent()) {
                lines.add("tools." + tool + " = \"" + standIn.get() + "\"");
            }
        }
        lines.add("policy.programs = " + String.join(", ", programs(folder)));
        lines.add("policy.upgrade = allow");
        // A lab is small and impatient.
        lines.add("link.first-pause = 100ms");
        lines.add("link.longest-pause = 1s");
        return lines;
    }

    /** The stand-ins by name, and whatever lies in the system's folders of programs. */
    private static List<String> programs(LabFolder folder) throws IOException {
        var programs = new ArrayList<>(names(folder.tools()));
        programs.addAll(names(folder.sharedTools()));
        programs.add(folder.tools().toString());
        programs.add(folder.scripts().resolve("site").toString());
        programs.add(folder.programs().toString());
        return programs;
    }

    private static List<String> names(Path tools) throws IOException {
        try (var files = Files.list(tools)) {
            var names = new TreeSet<String>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return List.copyOf(names);
        }
    }
}
