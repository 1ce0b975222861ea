package dev.banksman.controller.planted.telemetry;

import dev.banksman.controller.planted.fleet.Session;

record AboveTelemetry(Session session) {}
