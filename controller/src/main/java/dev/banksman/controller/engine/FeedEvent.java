package dev.banksman.controller.engine;

import dev.banksman.controller.run.RunEvent;

/** An event and its position in its run's journal. */
public record FeedEvent(long position, RunEvent event) {}
