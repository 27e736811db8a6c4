package io.jenkins.containerbuild.dockerfile.shell;

/** A substitution <code>${…}</code>: a name, optionally with a modifier and its operands. */
final class ShellSubstitution {
    private final ShellScan scan;
    private final ShellLexer lexer;
    private String name;
    private String value;

    ShellSubstitution(ShellScan scan, ShellLexer lexer) {
        this.scan = scan;
        this.lexer = lexer;
    }

    /**
     * Expands the substitution. The scan must be positioned after the opening brace; it ends after the closing brace.
     */
    String expand() {
        int first = scan.peek();
        if (first == ShellScan.END) {
            throw new Mistake("syntax error: missing '}'");
        }
        if (first == '{' || first == '}' || first == ':') {
            throw new Mistake("syntax error: bad substitution");
        }
        name = scan.name();
        value = lexer.variables().apply(name);
        int modifier = scan.next();
        return switch (modifier) {
            case '}' -> isKept() ? "${" + name + "}" : value == null ? "" : value;
            case ':' -> conditional(scan.next(), ":");
            case '-', '+', '?' -> conditional(modifier, "");
            case '#', '%' -> trimmed((char) modifier);
            case '/' -> replaced();
            case ShellScan.END -> throw new Mistake("syntax error: missing '}'");
            default -> throw unsupported(modifier, "");
        };
    }

    private boolean isKept() {
        return value == null && lexer.unset() == ShellLexer.Unset.AS_WRITTEN;
    }

    private static Mistake unsupported(int modifier, String colon) {
        String shown = modifier == ShellScan.END ? "" : Character.toString(modifier);
        return new Mistake("unsupported modifier (" + colon + shown
                + ") in substitution; use one of :- :+ :? - + ? # ## % %% / //");
    }

    /** Expands {@code -}, {@code +} and {@code ?}. After a colon, an empty variable is treated as not set. */
    private String conditional(int modifier, String colon) {
        if (modifier != '-' && modifier != '+' && modifier != '?') {
            throw unsupported(modifier, colon);
        }
        String word = scan.operand('}', false);
        if (isKept()) {
            return "${" + name + colon + (char) modifier + word + "}";
        }
        boolean given = value != null && !(value.isEmpty() && !colon.isEmpty());
        return switch (modifier) {
            case '-' -> given ? value : word;
            case '+' -> given ? word : "";
            default -> required(given, word);
        };
    }

    private String required(boolean given, String message) {
        if (given) {
            return value;
        }
        String state = value == null ? "is not allowed to be unset" : "is not allowed to be empty";
        throw new Mistake(name + ": " + (message.isEmpty() ? state : message));
    }

    private String trimmed(char modifier) {
        String word = scan.operand('}', true);
        if (isKept()) {
            return "${" + name + modifier + word + "}";
        }
        boolean longest = !word.isEmpty() && word.charAt(0) == modifier;
        ShellPattern pattern = ShellPattern.parse(longest ? word.substring(1) : word);
        String text = value == null ? "" : value;
        return modifier == '#' ? pattern.withoutPrefix(text, longest) : pattern.withoutSuffix(text, longest);
    }

    private String replaced() {
        boolean all = scan.peek() == '/';
        if (all) {
            scan.next();
        }
        String pattern = scan.operand('/', true);
        String replacement = scan.operand('}', true);
        if (isKept()) {
            return "${" + name + "/" + pattern + "/" + replacement + "}";
        }
        ShellPattern parsed = ShellPattern.parse(pattern);
        String text = value == null ? "" : value;
        return all ? parsed.replaceAll(text, replacement) : parsed.replaceFirst(text, replacement);
    }
}
