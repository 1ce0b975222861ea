package dev.banksman.controller.planted.plan;

import java.sql.Connection;

record PlanProtocol(Connection connection) {}
