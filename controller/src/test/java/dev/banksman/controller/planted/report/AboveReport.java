package dev.banksman.controller.planted.report;

import dev.banksman.controller.planted.fleet.Session;

record AboveReport(Session session) {}
