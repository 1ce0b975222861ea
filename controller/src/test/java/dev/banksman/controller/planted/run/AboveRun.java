package dev.banksman.controller.planted.run;

import dev.banksman.controller.planted.fleet.Session;

record AboveRun(Session session) {}
