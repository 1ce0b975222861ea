package dev.banksman.controller.planted.fleet;

import dev.banksman.controller.planted.Planted;

record Wiring(Planted main) {}
