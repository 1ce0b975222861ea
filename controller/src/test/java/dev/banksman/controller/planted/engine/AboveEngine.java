package dev.banksman.controller.planted.engine;

import dev.banksman.controller.planted.fleet.Session;

record AboveEngine(Session session) {}
