package dev.banksman.controller.planted.journal;

import dev.banksman.controller.planted.fleet.Session;

record AboveJournal(Session session) {}
