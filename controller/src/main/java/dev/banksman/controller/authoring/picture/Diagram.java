package dev.banksman.controller.authoring.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stages as boxes, what they need as arrows, interlocks as dashed ones. The boxes stand in an order in which each follows
 * what it needs. Immutable.
 */
public record Diagram(String title, List<Box> boxes, List<Arrow> arrows) {

    public Diagram {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /**
     * A stage.
     *
     * @param id unlike all others, of letters and digits
     * @param name the stage's name
     * @param subtitle on which hosts
     */
    public record Box(String id, String name, String title, String subtitle, List<Item> items, Style style) {}

    /** A step; {@code pointOfNoReturn} stands after it. */
    public record Item(String text, Mark mark, boolean pointOfNoReturn) {}

    public enum Mark {
        NONE(""),
        CHECK("check: "),
        GATE("gate: ");

        private final String word;

        Mark(String word) {
            this.word = word;
        }

        /** Before the step's name. */
        public String word() {
            return word;
        }
    }

    /** What kind of steps a stage has: a person's, looks alone, or others. */
    public enum Style {
        PLAIN,
        GATE,
        LOOKS
    }

    /** From what comes first. An interlock is dashed; its label is its name. The label of a need is its condition. */
    public record Arrow(String from, String to, String label, boolean dashed) {}

    /** Of the items of a box. */
    public static Style style(List<Item> items) {
        if (items.stream().anyMatch(item -> item.mark() == Mark.GATE)) {
            return Style.GATE;
        }
        return items.stream().allMatch(item -> item.mark() == Mark.CHECK) ? Style.LOOKS : Style.PLAIN;
    }

    /** How many boxes must be through before each, on the longest way: those with the same number may go side by side. */
    Map<String, Integer> ranks() {
        var ranks = new HashMap<String, Integer>();
        for (var box : boxes) {
            var rank = 0;
            for (var arrow : into(box)) {
                rank = Math.max(rank, ranks.getOrDefault(arrow.from(), -1) + 1);
            }
            ranks.put(box.id(), rank);
        }
        return ranks;
    }

    /** What a box needs. */
    List<Arrow> into(Box box) {
        return arrows.stream()
                .filter(arrow -> !arrow.dashed() && arrow.to().equals(box.id()))
                .toList();
    }

    List<Arrow> interlocks() {
        return arrows.stream().filter(Arrow::dashed).toList();
    }

    /** Boxes by rank, lowest first. */
    List<List<Box>> rows() {
        var ranks = ranks();
        var rows = new ArrayList<List<Box>>();
        for (var box : boxes) {
            var rank = ranks.getOrDefault(box.id(), 0);
            while (rows.size() <= rank) {
                rows.add(new ArrayList<>());
            }
            rows.get(rank).add(box);
        }
        return rows;
    }

    String name(String id) {
        return boxes.stream()
                .filter(box -> box.id().equals(id))
                .map(Box::name)
                .findFirst()
                .orElse(id);
    }
}
