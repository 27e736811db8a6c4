package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the directives ({@code # name=value}) at the top of a Dockerfile. They end at the first line that is not a
 * directive; later lines of this form are comments. A first line {@code #!…} is skipped when BuildKit looks for the
 * frontend, but it ends the directives when BuildKit looks for {@code escape}.
 */
final class DirectiveReader {
    private static final Set<String> NAMES = Set.of("syntax", "escape", "check");

    private final Map<String, String> found = new LinkedHashMap<>();
    private boolean first = true;
    private boolean shebang;
    private boolean done;
    private char escape = '\\';

    /** Reads the next line, which must have no leading white space and no line end. */
    void offer(String line) {
        boolean passedOver = first && line.startsWith("#!");
        first = false;
        if (passedOver) {
            shebang = true;
        } else if (!done) {
            done = !isDirective(line);
        }
    }

    private boolean isDirective(String line) {
        if (!line.startsWith("#")) {
            return false;
        }
        String text = Whitespace.trimStart(line.substring(1));
        int nameEnd = nameEnd(text);
        int equals = skipBlanks(text, nameEnd);
        if (nameEnd == 0 || equals == text.length() || text.charAt(equals) != '=' || equals + 1 == text.length()) {
            return false;
        }
        String name = text.substring(0, nameEnd).toLowerCase(Locale.ROOT);
        return NAMES.contains(name) && accept(name, value(text, equals + 1));
    }

    private static int nameEnd(String text) {
        int end = 0;
        while (end < text.length() && isNamePart(text.charAt(end), end)) {
            end++;
        }
        return end;
    }

    private static boolean isNamePart(char c, int index) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || index > 0 && c >= '0' && c <= '9';
    }

    private static int skipBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    /** Trims a value. A value that is only white space is reduced to its last character. */
    private static String value(String text, int from) {
        int start = Math.min(skipBlanks(text, from), text.length() - 1);
        int end = text.length();
        while (end > start + 1 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private boolean accept(String name, String value) {
        if (found.containsKey(name)) {
            if (shebang) {
                return false;
            }
            throw new Mistake("the directive \"" + name + "\" is set twice: only one " + name
                    + " parser directive can be used; remove this one");
        }
        if (!name.equals("escape")) {
            found.put(name, value);
        } else if (!shebang) {
            if (!value.equals("\\") && !value.equals("`")) {
                throw new Mistake("invalid escape token \"" + value + "\"; use \\ or `");
            }
            escape = value.charAt(0);
            found.put(name, value);
        }
        return true;
    }

    char escape() {
        return escape;
    }

    Map<String, String> found() {
        return found;
    }
}
