package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.ShellLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the heredocs that a line announces: {@code <<NAME}, {@code <<-NAME} or {@code <<"NAME"}, optionally after the
 * number of a file descriptor.
 */
public final class HeredocSyntax {
    private static final Set<String> KEYWORDS = Set.of("ADD", "COPY", "RUN");

    private HeredocSyntax() {}

    static boolean mayStandIn(SyntaxNode node) {
        SyntaxNode inner = node.keyword().equals("ONBUILD") && node.onBuild() != null ? node.onBuild() : node;
        return KEYWORDS.contains(inner.keyword())
                && !inner.isExec()
                && inner.text().contains("<<");
    }

    /**
     * The heredocs that a line announces, without content. The list is empty if the line cannot be split into words,
     * for example because a quote is not closed.
     */
    static List<SyntaxNode.Heredoc> announcedIn(String line) {
        List<SyntaxNode.Heredoc> result = new ArrayList<>();
        for (String word : wordsOf(line)) {
            SyntaxNode.Heredoc heredoc = read(word);
            if (heredoc != null) {
                result.add(heredoc);
            }
        }
        return result;
    }

    private static List<String> wordsOf(String line) {
        try {
            return ShellLexer.splitting()
                    .with(ShellLexer.Quotes.KEPT)
                    .keepingEscapes()
                    .words(line);
        } catch (Mistake openQuoteOrSo) {
            return List.of();
        }
    }

    /** The heredoc that a word announces, without content, or null if there is none or a quote is not closed. */
    public static SyntaxNode.Heredoc readOrNull(String word) {
        try {
            return read(word);
        } catch (Mistake openQuote) {
            return null;
        }
    }

    /** The heredoc that a word announces, without content, or null if there is none. */
    private static SyntaxNode.Heredoc read(String word) {
        int arrows = 0;
        while (arrows < word.length() && word.charAt(arrows) >= '0' && word.charAt(arrows) <= '9') {
            arrows++;
        }
        if (!word.startsWith("<<", arrows)) {
            return null;
        }
        boolean stripTabs = word.startsWith("-", arrows + 2);
        int start = arrows + (stripTabs ? 3 : 2);
        while (start < word.length() && " \t\n\f\r".indexOf(word.charAt(start)) >= 0) {
            start++;
        }
        String delimiter = word.substring(start);
        return delimiter.isEmpty() || delimiter.indexOf('<') >= 0 ? null : delimitedBy(delimiter, stripTabs);
    }

    private static SyntaxNode.Heredoc delimitedBy(String delimiter, boolean stripTabs) {
        List<String> words = ShellLexer.splitting().words(delimiter);
        if (words.size() != 1) {
            return null;
        }
        String raw = ShellLexer.splitting()
                .with(ShellLexer.Quotes.KEPT)
                .words(delimiter)
                .get(0);
        boolean expand = quotes(words.get(0)) == quotes(raw);
        return new SyntaxNode.Heredoc(words.get(0), "", expand, stripTabs);
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }
}
