package dev.banksman.controller.runbook.syntax;

import dev.banksman.controller.runbook.syntax.Shape.Field;
import java.util.List;
import java.util.Optional;

/** Short words to write the tables of a syntax with. */
final class Fields {
    static final Shape SPAN = new Shape.Span(false);
    static final Shape FLAG = new Shape.Flag(false);
    static final Shape TYPE = new Shape.Choice(
            List.of("string", "integer", "boolean", "path", "duration", "choice", "list", "time"), false);

    private Fields() {}

    static Field needed(String key, Shape shape, String help) {
        return new Field(key, shape, true, help, Optional.empty());
    }

    static Field field(String key, Shape shape, String help) {
        return new Field(key, shape, false, help, Optional.empty());
    }

    static Shape text(Word word) {
        return new Shape.Text(word);
    }

    static Shape whole(long least, long most) {
        return new Shape.Whole(least, most, false);
    }
}
