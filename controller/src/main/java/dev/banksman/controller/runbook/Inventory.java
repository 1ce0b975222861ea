package dev.banksman.controller.runbook;

import java.util.List;
import java.util.Map;

/** Which hosts there are, what roles each has, and its variables. Hosts keep the document's order. */
public record Inventory(String name, Map<String, Host> hosts) {

    public record Host(String name, List<String> roles, Map<String, String> variables, Position at) {}
}
