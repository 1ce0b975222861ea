package dev.banksman.controller.planted.upgrade;

import dev.banksman.controller.planted.fleet.Session;

record AboveUpgrade(Session session) {}
