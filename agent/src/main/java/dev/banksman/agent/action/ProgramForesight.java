package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Exec;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be told about a command before it is started: its account, its program, its folder. */
final class ProgramForesight {

    private static final List<String> WINDOWS_ENDINGS = List.of("", ".exe", ".com", ".bat", ".cmd");

    private final HostTools tools;
    private final String searchPath;

    /** @param searchPath the agent's own, in which plain names are looked up */
    ProgramForesight(HostTools tools, String searchPath) {
        this.tools = tools;
        this.searchPath = searchPath;
    }

    List<Foresight> of(Exec exec, String program, Outlook outlook) throws InterruptedException {
        var account = new AccountForesight(tools, exec.hasRunAs() ? Optional.of(exec.getRunAs()) : Optional.empty());
        var found = new ArrayList<Foresight>();
        if (exec.hasRunAs()) {
            found.add(account.account(outlook));
        }
        found.add(program(program, account, outlook));
        if (!exec.getCwd().isEmpty()) {
            found.add(account.folder("folder", Path.of(exec.getCwd()), outlook));
        }
        return found;
    }

    private Foresight program(String program, AccountForesight account, Outlook outlook) throws InterruptedException {
        if (program.indexOf('/') >= 0 || program.indexOf('\\') >= 0) {
            return account.program("program", Path.of(program), outlook);
        }
        var expected = "a program " + program + " in the agent's search path";
        return search(program)
                .map(path -> Foresight.pass("program", expected, path.toString()))
                .orElseGet(() -> Foresight.missing(
                        outlook,
                        "program",
                        expected,
                        "there is none",
                        "Install it, or name its command on this host by tools." + program + "."));
    }

    private Optional<Path> search(String program) {
        var windows = tools.platform() == Platform.WINDOWS;
        for (var folder : searchPath.split(Pattern.quote(File.pathSeparator))) {
            for (var ending : windows ? WINDOWS_ENDINGS : List.of("")) {
                try {
                    var path = Path.of(folder.strip(), program + ending);
                    if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                        return Optional.of(path);
                    }
                } catch (InvalidPathException e) {
                    // Not a folder that the system could look in either.
                    break;
                }
            }
        }
        return Optional.empty();
    }
}
