package dev.banksman.controller.run;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The legal moves of one kind of thing, as data: what the core checks, and what the diagrams in the documentation are
 * drawn from.
 *
 * @param <S> its states
 */
final class Moves<S extends Enum<S>> {
    private final String thing;
    private final List<Move<S>> list;
    private final Map<S, Set<S>> legal;

    private Moves(String thing, Class<S> states, List<Move<S>> list) {
        this.thing = thing;
        this.list = list;
        this.legal = new EnumMap<>(states);
        for (Move<S> move : list) {
            legal.computeIfAbsent(move.from(), s -> EnumSet.noneOf(states)).add(move.to());
        }
    }

    static <S extends Enum<S>> Moves<S> of(String thing, Class<S> states, List<Move<S>> list) {
        return new Moves<>(thing, states, list);
    }

    String thing() {
        return thing;
    }

    List<Move<S>> list() {
        return list;
    }

    boolean allows(S from, S to) {
        return legal.getOrDefault(from, Set.of()).contains(to);
    }

    /** Throws for a move that is not in the table; {@link RunCore#evolve} adds the run's history. */
    void require(S from, S to, Supplier<String> which) {
        if (from != to && !allows(from, to)) {
            throw new IllegalStateException(which.get() + " cannot go from " + from + " to " + to + "; from " + from
                    + " it may go to " + legal.getOrDefault(from, Set.of()));
        }
    }

    /** @param because what makes it happen, in a few words for the diagram */
    record Move<S>(S from, S to, String because) {}
}
