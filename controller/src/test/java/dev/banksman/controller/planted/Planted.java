package dev.banksman.controller.planted;

/** Stands for the main class. */
public final class Planted {}
