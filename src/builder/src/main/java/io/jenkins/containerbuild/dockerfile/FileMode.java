package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import java.util.regex.Pattern;

/** The grammar of {@code --chmod}: octal digits, or symbolic clauses such as {@code u=rwX,go-w}. */
final class FileMode {
    private static final Pattern OCTAL = Pattern.compile("0*[0-7]{1,4}");
    private static final Pattern SYMBOLIC =
            Pattern.compile("[ugoa]*([+=-]([rwxXst]*|[ugo]))+(,[ugoa]*([+=-]([rwxXst]*|[ugo]))+)*");

    private FileMode() {}

    /** Throws a {@link Mistake} if the mode is neither octal nor symbolic. */
    static void check(String mode) {
        int longest = 100;
        if (mode.length() > longest
                || !OCTAL.matcher(mode).matches() && !SYMBOLIC.matcher(mode).matches()) {
            throw new Mistake("invalid chmod parameter: '" + mode
                    + "'; use an octal mode from 0 to 07777 or a symbolic mode, for example u=rwX,go=rX");
        }
    }
}
