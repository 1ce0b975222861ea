package dev.banksman.agent.planted.supervise;

import dev.banksman.agent.planted.link.Stream;

record SuperviseLink(Stream stream) {}
