package dev.banksman.controller.planted.identity;

import dev.banksman.controller.planted.fleet.Session;

record AboveIdentity(Session session) {}
