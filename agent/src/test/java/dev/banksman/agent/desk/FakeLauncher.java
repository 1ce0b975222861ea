package dev.banksman.agent.desk;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.Launch;
import dev.banksman.agent.supervise.Launcher;
import dev.banksman.agent.supervise.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process table that a test sets by hand. */
public final class FakeLauncher implements Launcher {

    final Map<AttemptKey, Sighting> sightings = new HashMap<>();
    final Map<AttemptKey, Integer> trees = new HashMap<>();
    final List<AttemptKey> launched = new ArrayList<>();
    final List<Boolean> ends = new ArrayList<>();
    Optional<String> unsupported = Optional.empty();
    boolean failing;

    @Override
    public Optional<String> unsupported() {
        return unsupported;
    }

    @Override
    public void launch(AttemptKey key, Launch launch) throws IOException {
        if (failing) {
            throw new IOException("no more processes");
        }
        launched.add(key);
    }

    @Override
    public Sighting look(AttemptKey key) {
        return sightings.getOrDefault(key, new Sighting.Unclaimed(false, ""));
    }

    @Override
    public Sighting forbid(AttemptKey key) {
        if (look(key) instanceof Sighting.Unclaimed) {
            sightings.put(key, new Sighting.NeverBegan("forbidden"));
        }
        return look(key);
    }

    @Override
    public int end(AttemptKey key, boolean byForce) {
        ends.add(byForce);
        return trees.getOrDefault(key, 0);
    }
}
