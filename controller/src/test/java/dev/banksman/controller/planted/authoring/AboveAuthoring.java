package dev.banksman.controller.planted.authoring;

import dev.banksman.controller.planted.fleet.Session;

record AboveAuthoring(Session session) {}
