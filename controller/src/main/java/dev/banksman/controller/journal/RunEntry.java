package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;

/**
 * A line of the index of runs, always as of the run's last durable event.
 *
 * @param position number of events
 * @param term of the last append
 */
public record RunEntry(String run, RunCard card, RunStatus status, long position, ByteString chainHead, long term) {}
