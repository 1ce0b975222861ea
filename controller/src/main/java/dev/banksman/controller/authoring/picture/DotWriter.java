package dev.banksman.controller.authoring.picture;

import dev.banksman.controller.authoring.picture.Diagram.Box;
import java.util.ArrayList;

/** A graph in the DOT language, for Graphviz. */
public final class DotWriter {
    private DotWriter() {}

    /** Ends with a line feed. */
    public static String write(Diagram diagram) {
        var lines = new ArrayList<String>();
        lines.add("digraph runbook {");
        lines.add("  label=" + quoted(diagram.title()) + "; labelloc=t; fontname=\"sans-serif\"; ranksep=0.5;");
        lines.add("  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];");
        lines.add("  edge [fontname=\"sans-serif\", fontsize=9];");
        for (var box : diagram.boxes()) {
            lines.add("  " + box.id() + " [label=" + label(box) + style(box) + "];");
        }
        for (var arrow : diagram.arrows()) {
            var label = arrow.label().isEmpty() ? "" : "label=" + quoted(arrow.label());
            // An interlock follows from the needs, so it is not to move the boxes.
            var dashed = arrow.dashed() ? ", style=dashed, constraint=false" : "";
            var attributes = label + dashed;
            lines.add("  " + arrow.from() + " -> " + arrow.to() + (attributes.isEmpty() ? "" : " [" + attributes + "]")
                    + ";");
        }
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static String style(Box box) {
        return switch (box.style()) {
            case GATE -> ", penwidth=2.5";
            case LOOKS -> ", style=\"rounded,dashed\"";
            case PLAIN -> "";
        };
    }

    /** Lines end with \l, which puts them to the left. */
    private static String label(Box box) {
        var text = new StringBuilder(escaped(box.title())).append("\\n");
        text.append(escaped(box.subtitle())).append("\\n");
        for (var item : box.items()) {
            text.append(item.mark().word()).append(escaped(item.text())).append("\\l");
            if (item.pointOfNoReturn()) {
                text.append("point of no return\\n");
            }
        }
        return '"' + text.toString() + '"';
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
    }
}
