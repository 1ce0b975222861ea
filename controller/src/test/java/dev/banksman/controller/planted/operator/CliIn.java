package dev.banksman.controller.planted.operator;

import dev.banksman.controller.planted.cli.Command;

record CliIn(Command command) {}
