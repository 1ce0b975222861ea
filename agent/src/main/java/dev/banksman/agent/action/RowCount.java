package dev.banksman.agent.action;

import java.util.regex.Pattern;

/** How many rows must come back: {@code 3}, {@code >=1}, {@code <=5}, {@code >0}, {@code <10}. */
record RowCount(String sign, long count) {

    private static final Pattern FORM = Pattern.compile("\\s*(>=|<=|>|<|=)?\\s*(\\d{1,12})\\s*");

    static RowCount parse(String text) throws InvalidActionException {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidActionException(
                    "sql.expect-rows: expected a number of rows such as 3, >=1 or <=5, found '" + text + "'.");
        }
        return new RowCount(form.group(1) == null ? "=" : form.group(1), Long.parseLong(form.group(2)));
    }

    boolean holds(long rows) {
        return switch (sign) {
            case ">=" -> rows >= count;
            case "<=" -> rows <= count;
            case ">" -> rows > count;
            case "<" -> rows < count;
            default -> rows == count;
        };
    }

    @Override
    public String toString() {
        var rows = count == 1 ? " row" : " rows";
        return switch (sign) {
            case ">=" -> "at least " + count + rows;
            case "<=" -> "at most " + count + rows;
            case ">" -> "more than " + count + rows;
            case "<" -> "fewer than " + count + rows;
            default -> count + rows;
        };
    }
}
