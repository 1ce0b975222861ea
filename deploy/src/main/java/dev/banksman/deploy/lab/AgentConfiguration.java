package dev.banksman.deploy.lab;

import java.util.ArrayList;
import java.util.List;

/** What {@code agent.properties} of a lab's host says: a Windows host whose tools are the stand-ins. */
final class AgentConfiguration {

    private static final List<String> PROGRAMS =
            List.of("msiexec", "sqlcmd", "robocopy", "rundll32", "where", "certutil", "netsh", "wevtutil");

    private AgentConfiguration() {}

    static List<String> lines(LabFolder folder) {
        var tools = folder.scripts().resolve("tools");
        var lines = new ArrayList<String>();
        lines.add("# Made by the lab.");
        lines.add("platform = windows");
        for (var tool : List.of("sc", "msiexec", "reg")) {
            lines.add("tools." + tool + " = \"" + tools.resolve(tool) + "\"");
        }
        var programs = new ArrayList<>(PROGRAMS);
        programs.add(folder.scripts().resolve("site").toString());
        lines.add("policy.programs = " + String.join(", ", programs));
        lines.add("policy.upgrade = allow");
        // A lab is small and impatient.
        lines.add("link.first-pause = 100ms");
        lines.add("link.longest-pause = 1s");
        return lines;
    }
}
