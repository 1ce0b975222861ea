package dev.banksman.agent.planted.link;

public final class Stream {}
