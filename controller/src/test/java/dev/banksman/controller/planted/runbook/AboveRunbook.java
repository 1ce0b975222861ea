package dev.banksman.controller.planted.runbook;

import dev.banksman.controller.planted.fleet.Session;

record AboveRunbook(Session session) {}
