package dev.banksman.controller.planted.artifact;

import dev.banksman.controller.planted.runbook.Document;

record Leaves(Document document) {}
