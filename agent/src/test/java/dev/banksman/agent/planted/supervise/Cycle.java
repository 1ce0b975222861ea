package dev.banksman.agent.planted.supervise;

import dev.banksman.agent.planted.journal.Loop;

public record Cycle(Loop loop) {}
