package dev.banksman.controller.planted.run;

import io.grpc.Status;

record RunProtocol(Status status) {}
