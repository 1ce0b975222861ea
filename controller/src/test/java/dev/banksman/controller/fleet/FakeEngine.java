package dev.banksman.controller.fleet;

import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what the fleet says, as lines: {@code connected host boot}, {@code reported host run/number}, ... */
final class FakeEngine implements AgentEvents {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<String, Long> links = new ConcurrentHashMap<>();

    @Override
    public void connected(String host, long link, Hello hello) {
        links.put(host, link);
        lines.add("connected " + host + " " + hello.getBootId());
    }

    @Override
    public void reported(String host, Report report) {
        if (report.getAttempt().getRun().equals("fault")) {
            throw new IllegalStateException("the engine's fault");
        }
        lines.add("reported " + host + " " + report.getAttempt().getRun() + "/"
                + report.getAttempt().getNumber());
    }

    @Override
    public void lost(String host, String reason) {
        lines.add("lost " + host + ": " + reason);
    }

    /** The latest link of a host; 0 if it has had none. */
    long link(String host) {
        return links.getOrDefault(host, 0L);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
