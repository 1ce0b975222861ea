package dev.banksman.agent.planted.facts;

import dev.banksman.agent.planted.link.Stream;

record FactsBelow(Stream stream) {}
