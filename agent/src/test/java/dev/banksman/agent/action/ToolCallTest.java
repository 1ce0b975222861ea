package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.HostTools.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolCallTest {

    @TempDir
    private Path directory;

    @Test
    void givesExitCodeAndBothStreams() throws Exception {
        var tools = tool("echo out; echo err >&2; exit 5");

        var result = ToolCall.run(tools, "tool", List.of(), Duration.ofSeconds(30));

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.lastWords()).isEqualTo("it said 'err'");
    }

    @Test
    void killsAToolThatHangsTogetherWithItsChildren() throws Exception {
        var tools = tool("sleep 1000 & echo $! > \"$D/child\"; wait");

        assertThatThrownBy(() -> ToolCall.run(tools, "tool", List.of("query"), Duration.ofSeconds(1)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("'tool' did not end within 1s");
        assertChildIsGone();
    }

    @Test
    void killsTheToolWhenItsThreadIsInterrupted() throws Exception {
        var tools = tool("sleep 1000 & echo $! > \"$D/child\"; wait");
        var ended = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                ToolCall.run(tools, "tool", List.of(), Duration.ofMinutes(10));
            } catch (ToolException | InterruptedException e) {
                ended.complete(e);
            }
        });

        thread.start();
        await().until(() -> Files.exists(directory.resolve("child")));
        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertChildIsGone();
    }

    @Test
    void keepsABoundedPartOfEndlessOutput() throws Exception {
        var tools = tool("head -c 5000000 /dev/zero | tr '\\0' x");

        var result = ToolCall.run(tools, "tool", List.of(), Duration.ofSeconds(60));

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).hasSize(256 * 1024);
    }

    @Test
    void doesNotWaitForAChildThatKeepsTheStreamsOpen() throws Exception {
        var tools = tool("sleep 1000 & echo $! > \"$D/child\"; echo done");

        var result = ToolCall.run(tools, "tool", List.of(), Duration.ofSeconds(60));

        assertThat(result.stdout()).isEqualTo("done\n");
        child().destroyForcibly();
    }

    @Test
    void saysWhichToolIsMissing() {
        var tools = new FakeTools(directory, Platform.WINDOWS).missing("sc").tools();

        assertThatThrownBy(() -> ToolCall.run(tools, "sc", List.of("query"), Duration.ofSeconds(1)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("The tool 'sc' could not be started")
                .hasMessageContaining("Check the path configured for it");
    }

    @Test
    void readsWhatWindowsToolsWrite() {
        assertThat(DecodedText.of("Name=Ü".getBytes(StandardCharsets.UTF_16LE))).isEqualTo("Name=Ü");
        assertThat(DecodedText.of("\uFEFFName=Ü".getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo("Name=Ü");
        assertThat(DecodedText.of("\uFEFFName=Ü".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Name=Ü");
        var cutInTheMiddle = java.util.Arrays.copyOf("xxÜ".getBytes(StandardCharsets.UTF_8), 3);
        assertThat(DecodedText.of(cutInTheMiddle)).isEqualTo("xx");
    }

    private HostTools tool(String body) {
        return new FakeTools(directory, Platform.LINUX).tool("tool", body).tools();
    }

    private ProcessHandle child() throws Exception {
        await().until(() -> !Files.readString(directory.resolve("child")).isBlank());
        return ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("child")).strip()))
                .orElseThrow();
    }

    private void assertChildIsGone() throws Exception {
        var pid = Long.parseLong(Files.readString(directory.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true));
    }
}
