package dev.banksman.agent.action;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether this host knows the name of another. Nothing is sent to that one. */
final class NameForesight {

    private NameForesight() {}

    static Foresight of(String name, Outlook outlook) throws InterruptedException {
        var expected = "the name " + name + " is known on this host";
        return outlook.once(List.of("name", name), () -> {
            try {
                return Foresight.pass(
                        "name", expected, InetAddress.getByName(name).getHostAddress());
            } catch (UnknownHostException e) {
                return Foresight.fail(
                        "name", expected, "it is not", "Correct the name, or add it to DNS or the host's own file.");
            }
        });
    }
}
