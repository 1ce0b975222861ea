package dev.banksman.controller.planted.runbook;

public final class Document {}
