package dev.banksman.agent.link;

/** Where a listener is, written {@code host:port}; an IPv6 address stands in brackets. */
public record Address(String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException if it is not such an address; the message says what was expected */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            host = "";
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (!host.isBlank() && port > 0 && port <= HIGHEST_PORT) {
                return new Address(host, port);
            }
        } catch (NumberFormatException e) {
            // Said below, with everything else that can be wrong.
        }
        throw new IllegalArgumentException(
                "expected host:port, such as controller.example.net:7443, found '" + text + "'");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
