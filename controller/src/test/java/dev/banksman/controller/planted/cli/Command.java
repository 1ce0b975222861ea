package dev.banksman.controller.planted.cli;

public final class Command {}
