package dev.banksman.agent.planted.journal;

import dev.banksman.agent.planted.supervise.Cycle;

public record Loop(Cycle cycle) {}
