package dev.banksman.controller.authoring.picture;

import dev.banksman.controller.authoring.picture.Diagram.Arrow;
import dev.banksman.controller.authoring.picture.Diagram.Box;
import java.util.ArrayList;
import java.util.List;

/** A diagram as lines of text: stages with the same number may go side by side. */
public final class TextWriter {
    private TextWriter() {}

    /** Ends with a line feed. */
    public static String write(Diagram diagram) {
        var lines = new ArrayList<String>();
        lines.add(diagram.title());
        lines.add("");
        var width = diagram.boxes().stream()
                .mapToInt(box -> box.name().length())
                .max()
                .orElse(0);
        var rows = diagram.rows();
        for (var rank = 0; rank < rows.size(); rank++) {
            for (var i = 0; i < rows.get(rank).size(); i++) {
                var number = i == 0 ? String.valueOf(rank + 1) : "";
                box(
                        diagram,
                        rows.get(rank).get(i),
                        " ".repeat(3 - Math.min(3, number.length())) + number,
                        width,
                        lines);
            }
        }
        var interlocks = diagram.interlocks();
        if (!interlocks.isEmpty()) {
            lines.add("");
            interlocks.forEach(arrow -> lines.add("  - - > " + diagram.name(arrow.from()) + " before "
                    + diagram.name(arrow.to()) + ": " + arrow.label()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void box(Diagram diagram, Box box, String number, int width, List<String> lines) {
        var name = box.name() + " ".repeat(width - box.name().length());
        var title = box.title().equals(box.name()) ? "" : box.title() + "; ";
        lines.add(number + "  " + name + "  " + title + box.subtitle());
        var inset = " ".repeat(5 + width + 2);
        var needs = diagram.into(box);
        if (!needs.isEmpty()) {
            lines.add(inset + "after "
                    + String.join(
                            ", ", needs.stream().map(n -> need(diagram, n)).toList()));
        }
        if (box.items().stream().anyMatch(Diagram.Item::pointOfNoReturn)) {
            lines.add(inset + "has the point of no return");
        }
    }

    private static String need(Diagram diagram, Arrow arrow) {
        return diagram.name(arrow.from()) + (arrow.label().isEmpty() ? "" : " (where " + arrow.label() + ")");
    }
}
