package dev.banksman.controller.journal;

import com.google.protobuf.ProtocolMessageEnum;
import java.util.EnumMap;
import java.util.Map;

/**
 * Pairs the values of one of the core's enums with those of its stored form, by name. Made once per enum; refuses to be
 * made if a value has no partner, so a forgotten one shows with the first event that is written.
 */
final class StoredEnum<D extends Enum<D>, P extends Enum<P> & ProtocolMessageEnum> {

    private final String what;
    private final Map<D, P> stored;
    private final Map<P, D> domain;

    StoredEnum(String what, String prefix, Class<D> domainType, Class<P> storedType) {
        this.what = what;
        stored = new EnumMap<>(domainType);
        domain = new EnumMap<>(storedType);
        for (D value : domainType.getEnumConstants()) {
            P partner = Enum.valueOf(storedType, prefix + value.name());
            stored.put(value, partner);
            domain.put(partner, value);
        }
    }

    P toStored(D value) {
        P partner = stored.get(value);
        if (partner == null) {
            throw new IllegalStateException("no stored form for " + what + " " + value);
        }
        return partner;
    }

    /** @param number as it stands in the bytes, for the message */
    D toDomain(P value, int number) {
        D partner = domain.get(value);
        if (partner == null) {
            throw number == 0
                    ? new JournalFault("expected a " + what + ", found none")
                    : JournalFault.newerVersion(what + " " + number);
        }
        return partner;
    }
}
