package dev.banksman.controller.planted.plan;

import dev.banksman.controller.planted.fleet.Session;

record AbovePlan(Session session) {}
