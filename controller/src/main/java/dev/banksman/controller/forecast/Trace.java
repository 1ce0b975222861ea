package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.TaskKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened in a rehearsal, in pieces that each follow from one before: an attempt, a question to people, a wait. For
 * one thread.
 */
final class Trace {

    /** The cause of what follows from the start itself. */
    static final int START = -1;

    /** Label of the wait for the maintenance window. */
    static final String WINDOW_OPENS = "until the maintenance window opens";

    enum Kind {
        /** A host was at work on a task. */
        WORK,
        /** A person was asked. */
        QUESTION,
        /** A timer ran: a soak time, a retry's wait, the opening of the window. */
        WAIT
    }

    /**
     * @param label of a wait, for people; empty otherwise
     * @param cause the piece whose end let this one begin
     */
    record Piece(Kind kind, Optional<TaskKey> task, String label, Instant begin, int cause) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final List<Optional<Instant>> ends = new ArrayList<>();
    private final Map<String, Instant> opened = new HashMap<>();
    private final Map<String, Instant> closed = new HashMap<>();
    private final List<Question> questions = new ArrayList<>();
    private int last = START;

    int begin(Piece piece) {
        pieces.add(piece);
        ends.add(Optional.empty());
        return pieces.size() - 1;
    }

    void end(int piece, Instant at) {
        ends.set(piece, Optional.of(at));
    }

    void opened(String stage, Instant at) {
        opened.putIfAbsent(stage, at);
    }

    void closed(String stage, Instant at) {
        closed.put(stage, at);
    }

    void asked(Question question) {
        questions.add(question);
    }

    /** The piece whose end ended the run. */
    void over(int piece) {
        last = piece;
    }

    int size() {
        return pieces.size();
    }

    Piece piece(int number) {
        return pieces.get(number);
    }

    /** Empty for one that was still under way when the rehearsal ended. */
    Optional<Instant> end(int number) {
        return ends.get(number);
    }

    Optional<Instant> opened(String stage) {
        return Optional.ofNullable(opened.get(stage));
    }

    Optional<Instant> closed(String stage) {
        return Optional.ofNullable(closed.get(stage));
    }

    List<Question> questions() {
        return List.copyOf(questions);
    }

    /** The chain of pieces that led to the end, first to last: none of them could have begun earlier. */
    List<Integer> chain() {
        var chain = new ArrayList<Integer>();
        for (int at = last; at != START; at = pieces.get(at).cause()) {
            chain.addFirst(at);
        }
        return chain;
    }
}
