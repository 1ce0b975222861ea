package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feed of a run through restarts of the controller: nothing is missed and nothing comes twice. */
@Timeout(120)
final class ApiFeedTest {

    @TempDir
    private Path directory;

    /** Slow: each restart gives the open stream some seconds. */
    @Test
    @Tag("slow")
    void aReaderSeesEachEventOnceThoughTheControllerIsRestarted() throws Exception {
        try (var controller = new RunningController(directory.resolve("data"))) {
            var run = controller.start("restarted");
            var positions = new ArrayList<Long>();
            var reader = new Thread(() -> read(controller, run, positions), "feed-reader");
            reader.start();

            waitFor(positions, 3);
            controller.restart();
            approve(controller, run, "ask");
            controller.restart();
            approve(controller, run, "ask-again");

            reader.join();
            assertThat(positions)
                    .isEqualTo(
                            LongStream.rangeClosed(1, positions.size()).boxed().toList());
            assertThat(RunningController.json(controller.get("/v1/runs/" + run))
                            .get("run")
                            .get("position")
                            .asString())
                    .isEqualTo("" + positions.size());
        }
    }

    private static void approve(RunningController controller, String run, String step) throws Exception {
        assertThat(controller
                        .approve(run, controller.adminToken(), "key-" + step, step)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void waitFor(List<Long> positions, int count) throws InterruptedException {
        synchronized (positions) {
            while (positions.size() < count) {
                positions.wait();
            }
        }
    }

    /** As a browser does it: reads until the stream says its end, and asks again whenever it breaks. */
    private static void read(RunningController controller, String run, List<Long> positions) {
        while (true) {
            try {
                var request = controller.request("/v1/runs/" + run + "/events");
                synchronized (positions) {
                    if (!positions.isEmpty()) {
                        request.header("last-event-id", "" + positions.getLast());
                    }
                }
                var response = controller.open(request);
                if (response.statusCode() == 200 && lines(response.body(), positions)) {
                    return;
                }
            } catch (IOException e) {
                controller.untilItIsBack();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** True when the stream said that it is over; a stream that ends without that was cut. */
    private static boolean lines(java.io.InputStream body, List<Long> positions) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    synchronized (positions) {
                        positions.add(Long.valueOf(line.substring("id: ".length())));
                        positions.notifyAll();
                    }
                }
                if (line.equals("event: end")) {
                    return true;
                }
            }
            return false;
        }
    }
}
