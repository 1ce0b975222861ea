package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.RegistryType;
import java.util.Locale;
import java.util.Optional;

/**
 * Data as {@code reg} takes it, and as it shows it again: numbers come back in hex, binary in capitals.
 *
 * @param type {@code REG_SZ} and the like
 * @param written for {@code reg add}
 */
record RegistryData(String type, String written) {

    static RegistryData of(RegistryType type, String data) throws InvalidActionException {
        return switch (type) {
            case REGISTRY_TYPE_UNSPECIFIED, REGISTRY_TYPE_STRING -> new RegistryData("REG_SZ", text(data));
            case REGISTRY_TYPE_EXPAND_STRING -> new RegistryData("REG_EXPAND_SZ", text(data));
            case REGISTRY_TYPE_MULTI_STRING -> new RegistryData("REG_MULTI_SZ", text(data));
            case REGISTRY_TYPE_DWORD -> new RegistryData("REG_DWORD", number(data, 32));
            case REGISTRY_TYPE_QWORD -> new RegistryData("REG_QWORD", number(data, 64));
            case REGISTRY_TYPE_BINARY -> new RegistryData("REG_BINARY", binary(data));
            case UNRECOGNIZED ->
                throw new InvalidActionException("registry.type: expected a type this agent knows, found another.");
        };
    }

    /** Whether what the registry shows is what was written. */
    boolean isShownAs(Registry.Value value) {
        var shown = value.data();
        return type.equals(value.type())
                && switch (type) {
                    case "REG_DWORD", "REG_QWORD" ->
                        parse(shown).equals(parse(written)) && parse(written).isPresent();
                    case "REG_BINARY" -> shown.equalsIgnoreCase(written);
                    default -> shown.equals(written);
                };
    }

    private static String text(String data) throws InvalidActionException {
        var text = Fields.withoutNul("registry.data", data);
        if (text.lines().count() > 1) {
            throw new InvalidActionException("registry.data: expected one line, found several; the parts of a "
                    + "multi-string are separated by \\0.");
        }
        return text;
    }

    private static String number(String data, int bits) throws InvalidActionException {
        var number = parse(data);
        if (number.isEmpty() || bits == 32 && (number.get() & 0xFFFF_FFFF_0000_0000L) != 0) {
            throw new InvalidActionException("registry.data: expected a whole number of " + bits
                    + " bits in decimal or as 0x..., found '" + BoundedText.oneLine(data, 100) + "'.");
        }
        return Long.toUnsignedString(number.get());
    }

    private static String binary(String data) throws InvalidActionException {
        if (!data.matches("([0-9A-Fa-f]{2})*")) {
            throw new InvalidActionException("registry.data: expected bytes in hex such as 0A1BFF, found '"
                    + BoundedText.oneLine(data, 100) + "'.");
        }
        return data.toUpperCase(Locale.ROOT);
    }

    private static Optional<Long> parse(String text) {
        try {
            return Optional.of(
                    text.startsWith("0x") || text.startsWith("0X")
                            ? Long.parseUnsignedLong(text.substring(2), 16)
                            : Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            // Not a number: the caller says so.
            return Optional.empty();
        }
    }
}
