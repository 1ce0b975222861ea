package dev.banksman.agent.planted.journal;

import dev.banksman.agent.planted.link.Stream;

record JournalLink(Stream stream) {}
