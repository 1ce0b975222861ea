package dev.banksman.agent.planted;

/** Stands for the main class. */
public final class Planted {}
