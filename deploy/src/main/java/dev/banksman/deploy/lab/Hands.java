package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** Does a person's work at a machine of the lab, through the script {@code by-hand}. */
final class Hands {

    private final LabFolder folder;

    Hands(LabFolder folder) {
        this.folder = folder;
    }

    /** Empty when the work got done; else what stood in the way. */
    Optional<String> doWork(String host, Answers.Answer answer) throws IOException, InterruptedException {
        return doWork(host, answer.task(), answer.evidence());
    }

    /** @param values what the work goes by */
    Optional<String> doWork(String host, String task, Map<String, String> values)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(folder.scripts().resolve("by-hand").toString());
        command.add(host);
        command.add(task);
        values.forEach((name, value) -> command.add(name + "=" + value));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(LabEnvironment.of(folder, host));
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        return code == 0 ? Optional.empty() : Optional.of(said.isEmpty() ? "exit code " + code : said);
    }
}
