package dev.banksman.agent.action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An outlook that remembers what was looked at. */
final class FakeOutlook implements Outlook {

    final List<Object> looks = new ArrayList<>();
    private final boolean first;
    private final Map<String, String> secrets = new HashMap<>();

    FakeOutlook(boolean first) {
        this.first = first;
    }

    FakeOutlook withSecret(String name, String value) {
        secrets.put(name, value);
        return this;
    }

    @Override
    public boolean first() {
        return first;
    }

    @Override
    public Optional<char[]> secret(String name) {
        return Optional.ofNullable(secrets.get(name)).map(String::toCharArray);
    }

    @Override
    public Foresight once(Object same, Look look) throws InterruptedException {
        looks.add(same);
        return look.take();
    }
}
