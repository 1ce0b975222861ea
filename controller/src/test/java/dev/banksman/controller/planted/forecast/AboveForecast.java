package dev.banksman.controller.planted.forecast;

import dev.banksman.controller.planted.fleet.Session;

record AboveForecast(Session session) {}
