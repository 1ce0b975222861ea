package dev.banksman.controller.planted.fleet;

public final class Session {}
