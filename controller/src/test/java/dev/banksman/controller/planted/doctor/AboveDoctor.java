package dev.banksman.controller.planted.doctor;

import dev.banksman.controller.planted.fleet.Session;

record AboveDoctor(Session session) {}
