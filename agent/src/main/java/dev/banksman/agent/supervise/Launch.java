package dev.banksman.agent.supervise;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be started.
 *
 * @param argv program and arguments
 * @param commandLine raw command line, which Windows starts as it stands, instead of {@code argv}
 * @param environment added to the agent's own; holds secrets in clear, hence no {@code toString} of its content
 * @param directory working directory
 * @param files texts written into the attempt's work directory first, by file name
 * @param logon the account of Windows to start it as; without it the agent's own
 */
public record Launch(
        List<String> argv,
        Optional<String> commandLine,
        Map<String, String> environment,
        Path directory,
        String stdin,
        Map<String, String> files,
        Optional<Logon> logon) {

    /** Under the agent's own account. */
    public Launch(
            List<String> argv,
            Optional<String> commandLine,
            Map<String, String> environment,
            Path directory,
            String stdin,
            Map<String, String> files) {
        this(argv, commandLine, environment, directory, stdin, files, Optional.empty());
    }

    /** @param password in clear; none for a group-managed account, whose password Windows knows */
    public record Logon(String domain, String user, Optional<String> password) {

        @Override
        public String toString() {
            return "Logon[" + domain + "\\" + user + "]";
        }
    }

    @Override
    public String toString() {
        return "Launch[" + (argv.isEmpty() ? commandLine.orElse("") : argv.get(0)) + "]";
    }
}
