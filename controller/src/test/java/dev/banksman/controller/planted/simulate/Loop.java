package dev.banksman.controller.planted.simulate;

import dev.banksman.controller.planted.report.Cycle;

public record Loop(Cycle cycle) {}
