package dev.banksman.controller.planted.artifact;

import dev.banksman.controller.planted.fleet.Session;

record AboveArtifact(Session session) {}
