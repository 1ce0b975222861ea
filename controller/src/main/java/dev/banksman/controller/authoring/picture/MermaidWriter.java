package dev.banksman.controller.authoring.picture;

import dev.banksman.controller.authoring.picture.Diagram.Arrow;
import dev.banksman.controller.authoring.picture.Diagram.Box;
import java.util.ArrayList;

/** A Mermaid flowchart: shown by Markdown viewers and editors; readable as text too. */
public final class MermaidWriter {
    private MermaidWriter() {}

    /** Ends with a line feed. */
    public static String write(Diagram diagram) {
        var lines = new ArrayList<String>();
        lines.add("---");
        lines.add("title: " + quoted(diagram.title()));
        lines.add("---");
        lines.add("flowchart TD");
        for (var box : diagram.boxes()) {
            lines.add("  " + box.id() + "[" + label(box) + "]");
        }
        for (var arrow : diagram.arrows()) {
            lines.add("  " + arrow.from() + line(arrow) + arrow.to());
        }
        lines.add("  classDef gate stroke-width:3px");
        lines.add("  classDef looks stroke-dasharray:4");
        for (var box : diagram.boxes()) {
            switch (box.style()) {
                case GATE -> lines.add("  class " + box.id() + " gate");
                case LOOKS -> lines.add("  class " + box.id() + " looks");
                case PLAIN -> {}
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String line(Arrow arrow) {
        if (arrow.dashed()) {
            return " -. " + quoted(arrow.label()) + " .-> ";
        }
        return arrow.label().isEmpty() ? " --> " : " -- " + quoted(arrow.label()) + " --> ";
    }

    private static String label(Box box) {
        var label = new StringBuilder("<b>" + escaped(box.title()) + "</b><br>" + escaped(box.subtitle()));
        for (var item : box.items()) {
            label.append("<br>").append(item.mark().word()).append(escaped(item.text()));
            if (item.pointOfNoReturn()) {
                label.append("<br><b>point of no return</b>");
            }
        }
        return '"' + label.toString() + '"';
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    /** Mermaid's own escapes, so that no title can end a label. */
    private static String escaped(String text) {
        return text.replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("\n", " ");
    }
}
