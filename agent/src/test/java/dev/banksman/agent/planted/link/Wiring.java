package dev.banksman.agent.planted.link;

import dev.banksman.agent.planted.Planted;

record Wiring(Planted main) {}
