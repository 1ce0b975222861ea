package dev.banksman.deploy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes orders to start a program of the lab again: empty files in the folder {@code restart}, named after the program.
 * Each is answered by a file {@code NAME.answer}, which is empty when the program is up again and else says why not.
 */
final class RestartOrders {

    private static final String ANSWER = ".answer";

    /** Whoever can do it. */
    interface Hand {
        void restart(String name) throws IOException, InterruptedException;
    }

    private final Path folder;
    private final Hand hand;

    RestartOrders(Path folder, Hand hand) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.hand = hand;
    }

    /** Carries out what is there. */
    void carryOut() throws IOException, InterruptedException {
        for (var order : open()) {
            var name = order.getFileName().toString();
            var answer = folder.resolve(name + ANSWER);
            Files.deleteIfExists(answer);
            Files.delete(order);
            var said = "";
            try {
                hand.restart(name);
            } catch (LabException | IOException e) {
                said = e.getMessage() + "\n";
            }
            var whole = folder.resolve("." + name);
            Files.writeString(whole, said);
            Files.move(whole, answer);
        }
    }

    private List<Path> open() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.toString().endsWith(ANSWER))
                    .sorted()
                    .toList();
        }
    }
}
