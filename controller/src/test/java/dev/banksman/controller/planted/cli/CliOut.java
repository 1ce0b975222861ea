package dev.banksman.controller.planted.cli;

import dev.banksman.controller.planted.operator.Api;

record CliOut(Api api) {}
