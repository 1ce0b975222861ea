package dev.banksman.controller.planted.simulate;

import dev.banksman.controller.planted.fleet.Session;

record AboveSimulate(Session session) {}
