package dev.banksman.agent.action;

import java.util.regex.Pattern;

/** How many there must be: {@code 3}, {@code >=1}, {@code <=5}, {@code >0}, {@code <10}. */
record CountRule(String sign, long count) {

    private static final Pattern FORM = Pattern.compile("\\s*(>=|<=|>|<|=)?\\s*(\\d{1,12})\\s*");

    /** @param what what is counted, for the message: {@code a number of rows} */
    static CountRule parse(String field, String what, String text) throws InvalidActionException {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidActionException(
                    field + ": expected " + what + " such as 3, >=1 or <=5, found '" + text + "'.");
        }
        return new CountRule(form.group(1) == null ? "=" : form.group(1), Long.parseLong(form.group(2)));
    }

    boolean holds(long found) {
        return switch (sign) {
            case ">=" -> found >= count;
            case "<=" -> found <= count;
            case ">" -> found > count;
            case "<" -> found < count;
            default -> found == count;
        };
    }

    /** {@code at least 1 row}, for the unit {@code row}. */
    String of(String unit) {
        var counted = words(count, unit);
        return switch (sign) {
            case ">=" -> "at least " + counted;
            case "<=" -> "at most " + counted;
            case ">" -> "more than " + counted;
            case "<" -> "fewer than " + counted;
            default -> counted;
        };
    }

    /** {@code 1 row}, {@code 2 rows}. */
    static String words(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
