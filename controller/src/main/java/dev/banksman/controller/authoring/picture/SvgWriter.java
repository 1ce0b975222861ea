package dev.banksman.controller.authoring.picture;

import dev.banksman.controller.authoring.picture.Diagram.Arrow;
import dev.banksman.controller.authoring.picture.Diagram.Box;
import dev.banksman.controller.authoring.picture.Diagram.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A diagram as SVG that needs nothing from outside and follows the viewer's dark or light. Boxes stand in rows, by how much
 * must be through before them; a need of the next row is a curve, one that goes farther runs down on the right, and
 * interlocks run down on the left, dashed.
 */
public final class SvgWriter {
    private static final int BOX = 272;
    private static final int GAP = 28;
    private static final int ROW_GAP = 46;
    private static final int LINE = 16;
    private static final int LANE = 14;
    private static final int TOP = 56;
    private static final int LONGEST = 40;
    private static final int LONGEST_NAME = 34;

    private static final String STYLE = """
        svg { font: 12px system-ui, "Segoe UI", sans-serif; color-scheme: light dark; background: #fbfbf9; }
        text { fill: #1c2127; } .faint { fill: #667080; } .title { font-size: 17px; font-weight: 600; }
        .name { font-weight: 600; } rect { fill: #fff; stroke: #8a93a0; } rect.gate { stroke-width: 2.5; }
        rect.looks { stroke-dasharray: 4; } .no-return { fill: #b3261e; font-weight: 600; }
        path { fill: none; stroke: #667080; } path.interlock { stroke: #8a5a00; stroke-dasharray: 5 4; }
        .lock { fill: #8a5a00; font-size: 11px; }
        @media (prefers-color-scheme: dark) {
          svg { background: #14171b; } text { fill: #e6e8eb; } .faint { fill: #9aa4b2; }
          rect { fill: #1b1f25; stroke: #66707d; } .no-return { fill: #ff9d95; }
          path { stroke: #9aa4b2; } path.interlock { stroke: #ffcf70; } .lock { fill: #ffcf70; }
        }
        """;

    private final Diagram diagram;
    private final Map<String, Place> places = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private final int left;
    private int right;
    private int bottom = TOP;

    private record Place(int x, int y, int width, int height, int row) {
        int middle() {
            return x + width / 2;
        }
    }

    private SvgWriter(Diagram diagram) {
        this.diagram = diagram;
        this.left = 24 + LANE * diagram.interlocks().size();
    }

    /** Ends with a line feed. */
    public static String write(Diagram diagram) {
        var writer = new SvgWriter(diagram);
        writer.place();
        writer.arrows();
        diagram.boxes().forEach(writer::box);
        return writer.page();
    }

    private void place() {
        var y = TOP;
        var rows = diagram.rows();
        for (var row = 0; row < rows.size(); row++) {
            var x = left;
            var highest = 0;
            for (var box : rows.get(row)) {
                var height = 14 + LINE * lines(box);
                places.put(box.id(), new Place(x, y, BOX, height, row));
                highest = Math.max(highest, height);
                x += BOX + GAP;
            }
            right = Math.max(right, x - GAP);
            y += highest + ROW_GAP;
        }
        bottom = y;
    }

    private static int lines(Box box) {
        return 2
                + box.items().size()
                + (int) box.items().stream()
                        .filter(Diagram.Item::pointOfNoReturn)
                        .count();
    }

    private void arrows() {
        var far = 0;
        var locks = 0;
        var legend = new ArrayList<String>();
        for (var arrow : diagram.arrows()) {
            var from = places.get(arrow.from());
            var to = places.get(arrow.to());
            if (from == null || to == null) {
                continue;
            }
            if (arrow.dashed()) {
                locks++;
                lock(from, to, locks, arrow);
                legend.add(locks + "  " + arrow.label() + ": " + diagram.name(arrow.from()) + " before "
                        + diagram.name(arrow.to()));
            } else if (to.row() == from.row() + 1) {
                near(from, to, arrow);
            } else {
                far++;
                far(from, to, far, arrow);
            }
        }
        right += far * LANE;
        legend(legend);
    }

    private void near(Place from, Place to, Arrow arrow) {
        var y = from.y() + from.height();
        var half = Math.max(12, (to.y() - y) / 2);
        path(
                "need",
                "M%d %dC%d %d %d %d %d %d"
                        .formatted(
                                from.middle(),
                                y,
                                from.middle(),
                                y + half,
                                to.middle(),
                                to.y() - half,
                                to.middle(),
                                to.y() - 4),
                arrow.label());
    }

    private void far(Place from, Place to, int lane, Arrow arrow) {
        var x = right + 6 + lane * LANE;
        var start = from.y() + from.height() - 12;
        var end = to.y() + 12 + Math.min(24, lane * 3);
        path(
                "need",
                "M%d %dH%dV%dH%d".formatted(from.x() + from.width(), start, x, end, to.x() + to.width() + 4),
                arrow.label());
    }

    private void lock(Place from, Place to, int lane, Arrow arrow) {
        var x = left - 8 - lane * LANE;
        var start = from.y() + from.height() - 10 - Math.min(30, lane * 3);
        var end = to.y() + 10 + Math.min(30, lane * 3);
        path("interlock", "M%d %dH%dV%dH%d".formatted(from.x(), start, x, end, to.x() - 4), arrow.label());
        text("lock", x + 2, start - 3, String.valueOf(lane));
    }

    private void path(String kind, String way, String label) {
        out.append("<path class=\"")
                .append(kind)
                .append("\" marker-end=\"url(#")
                .append(kind)
                .append(")\" d=\"");
        out.append(way).append("\">");
        if (!label.isEmpty()) {
            out.append("<title>").append(escaped(label)).append("</title>");
        }
        out.append("</path>\n");
    }

    private void legend(List<String> lines) {
        for (var line : lines) {
            text("lock", left, bottom, line);
            right = Math.max(right, left + line.length() * 7);
            bottom += LINE;
        }
    }

    private void box(Box box) {
        var place = places.get(box.id());
        if (place == null) {
            return;
        }
        out.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\" class=\"%s\"/>\n"
                .formatted(place.x(), place.y(), place.width(), place.height(), kind(box.style())));
        var y = place.y() + LINE + 2;
        text("name", place.x() + 10, y, box.title());
        y += LINE;
        text("faint", place.x() + 10, y, box.subtitle());
        for (var item : box.items()) {
            y += LINE;
            text("step", place.x() + 10, y, item.mark().word() + item.text());
            if (item.pointOfNoReturn()) {
                y += LINE;
                text("no-return", place.x() + 10, y, "point of no return");
            }
        }
    }

    private static String kind(Style style) {
        return style.name().toLowerCase(Locale.ROOT);
    }

    private void text(String kind, int x, int y, String text) {
        var most = kind.equals("name") ? LONGEST_NAME : LONGEST;
        var cut = text.length() > most && !kind.equals("lock");
        out.append("<text class=\"%s\" x=\"%d\" y=\"%d\">".formatted(kind, x, y));
        out.append(escaped(cut ? text.substring(0, most - 1).strip() + "…" : text));
        out.append(cut ? "<title>" + escaped(text) + "</title>" : "").append("</text>\n");
    }

    private String page() {
        var width = right + 24;
        var height = bottom + 8;
        var title = "<text class=\"title\" x=\"%d\" y=\"30\">".formatted(left) + escaped(diagram.title()) + "</text>\n";
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + width + "\" height=\"" + height
                + "\" viewBox=\"0 0 " + width + " " + height + "\">\n<title>" + escaped(diagram.title())
                + "</title>\n<style>\n" + STYLE + "</style>\n<defs>" + head("need", "#667080")
                + head("interlock", "#8a5a00") + "</defs>\n" + title + out + "</svg>\n";
    }

    private static String head(String id, String colour) {
        return "<marker id=\"" + id
                + "\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\""
                + " orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" style=\"fill:" + colour + ";stroke:none\"/></marker>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", " ");
    }
}
