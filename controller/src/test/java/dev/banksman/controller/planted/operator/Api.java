package dev.banksman.controller.planted.operator;

public final class Api {}
