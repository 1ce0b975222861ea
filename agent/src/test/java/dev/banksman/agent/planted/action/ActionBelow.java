package dev.banksman.agent.planted.action;

import dev.banksman.agent.planted.link.Stream;

record ActionBelow(Stream stream) {}
