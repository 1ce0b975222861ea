package dev.banksman.agent.supervise;

import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.ToolCall;
import dev.banksman.agent.action.ToolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Windows shim as a program that is called; what its modes mean is written at the top of {@code shim.c}. */
final class ShimProgram {

    private static final String NAME = "banksman-shim";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final HostTools tools;

    /** @param command the program, perhaps after another one that runs it */
    ShimProgram(List<String> command) {
        this.tools = new HostTools(Platform.WINDOWS, Map.of(NAME, List.copyOf(command)), Path.of(""));
    }

    /**
     * Asks for numbers.
     *
     * @throws IOException if there is no whole answer: nothing is known then
     */
    List<Long> ask(int count, String mode, Object... arguments) throws IOException {
        try {
            var result = ToolCall.run(tools, NAME, words(mode, arguments), ANSWERS_WITHIN);
            var numbers = result.stdout().strip();
            if (result.exitCode() != 0 || !numbers.matches("\\d{1,10}( \\d{1,10}){" + (count - 1) + "}")) {
                throw new IOException("The shim was asked to " + mode + ", ended with exit code " + result.exitCode()
                        + ", and " + result.lastWords());
            }
            return Stream.of(numbers.split(" ")).map(Long::valueOf).toList();
        } catch (ToolException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while the shim was asked to " + mode);
        }
    }

    /**
     * Starts it and does not wait for it.
     *
     * @param environment added to the agent's own, from which every {@code BANKSMAN_} variable is taken
     * @param says where it says what is wrong
     */
    Process start(Map<String, String> environment, Redirect says, String mode, Object... arguments) throws IOException {
        return start(environment, says, new byte[0], mode, arguments);
    }

    /** @param input what it reads on its standard input; less than a pipe holds, so that this does not wait */
    Process start(Map<String, String> environment, Redirect says, byte[] input, String mode, Object... arguments)
            throws IOException {
        var command = new ArrayList<>(tools.command(NAME));
        command.addAll(words(mode, arguments));
        var builder = new ProcessBuilder(command).redirectOutput(says).redirectError(says);
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKSMAN_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        return process;
    }

    private static List<String> words(String mode, Object... arguments) {
        return Stream.concat(Stream.of(mode), Stream.of(arguments).map(Object::toString))
                .toList();
    }
}
