package dev.banksman.controller.planted.report;

import dev.banksman.controller.planted.simulate.Loop;

public record Cycle(Loop loop) {}
