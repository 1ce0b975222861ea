package dev.banksman.controller.operator;

/** A page of a listing: the token is the number of rows before it. */
record Page(long from, int size) {

    static Page of(int size, String token, int defaultSize, int maxSize) {
        if (size < 0) {
            throw new IllegalArgumentException("page_size: expected 0 or more, found " + size + ".");
        }
        if (!token.matches("\\d{0,12}")) {
            throw new IllegalArgumentException("page_token: expected one of an earlier reply, found '" + token + "'.");
        }
        return new Page(token.isEmpty() ? 0 : Long.parseLong(token), size == 0 ? defaultSize : Math.min(size, maxSize));
    }

    /** Token of the next page, or empty at the end. {@code known} rows are known to be there. */
    String next(long known) {
        return from + size < known ? String.valueOf(from + size) : "";
    }
}
