package dev.banksman.agent.planted.action;

import io.grpc.Status;

record Protocol(Status status) {}
