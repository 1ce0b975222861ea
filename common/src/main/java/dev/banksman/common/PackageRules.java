package dev.banksman.common;

import java.util.regex.Pattern;

/**
 * What a package of the agent may be: a zip with {@code bin/} and {@code lib/}, bounded in number and size. One rule for
 * the controller, which makes packages, and for the agent, which unpacks them with suspicion.
 */
public final class PackageRules {

    /** Largest package. */
    public static final long PACKED_BYTES = 512L << 20;

    /** Most that may come out of one. */
    public static final long UNPACKED_BYTES = 1L << 30;

    public static final int FILES = 2_000;

    /** Largest list of a zip's files that is read into memory: far more than so many files need. */
    public static final long DIRECTORY_BYTES = 4L << 20;

    /** The rule for versions, for people. */
    public static final String VERSION_WORDS =
            "a version that begins with a digit and has letters, digits and . + _ -, at most 64 in all";

    /**
     * A version is the name of a directory beside files with names of letters, and a word in a shell: so it begins with a
     * digit.
     */
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+_-]{0,63}");

    private static final Pattern NAME = Pattern.compile(
            "(?:bin|lib)(?:/[0-9A-Za-z_+@-][0-9A-Za-z._+@-]{0,199}){1,4}|LICENSE[A-Z.a-z]*|NOTICE[A-Z.a-z]*");

    private PackageRules() {}

    /** Whether a version may be called that; then it is safe as a name of a directory and in a shell. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** Whether a file in a package may have this name; then it stays in the directory in which it is unpacked. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
