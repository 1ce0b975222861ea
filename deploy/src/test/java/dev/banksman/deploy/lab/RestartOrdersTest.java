package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartOrdersTest {

    @TempDir
    private Path directory;

    @Test
    void eachOrderIsCarriedOutOnceAndAnswered() throws Exception {
        var restarted = new ArrayList<String>();
        var orders = new RestartOrders(directory.resolve("restart"), restarted::add);
        Files.createFile(directory.resolve("restart/controller"));

        orders.carryOut();
        orders.carryOut();

        assertThat(restarted).containsExactly("controller");
        assertThat(directory.resolve("restart/controller.answer")).isEmptyFile();
    }

    @Test
    void whatCannotBeDoneIsSaidAndTheNextOrderIsTaken() throws Exception {
        var orders = new RestartOrders(directory.resolve("restart"), name -> {
            if (name.equals("web-9")) {
                throw new LabException("There is no agent of web-9 in the lab.");
            }
        });
        Files.createFile(directory.resolve("restart/web-9"));
        Files.createFile(directory.resolve("restart/web-1"));
        Files.writeString(directory.resolve("restart/web-1.answer"), "an old one");

        orders.carryOut();

        assertThat(directory.resolve("restart/web-9.answer")).hasContent("There is no agent of web-9 in the lab.");
        assertThat(directory.resolve("restart/web-1.answer")).isEmptyFile();
    }
}
