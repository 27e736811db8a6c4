package io.jenkins.containerbuild.dockerfile.syntax;

import java.util.List;

/**
 * An instruction as it is written: split into its parts, nothing expanded, its meaning not checked.
 *
 * @param keyword in upper case
 * @param line first line, from 1
 * @param endLine last line, that of the last heredoc's delimiter where there are heredocs
 * @param flags {@code --name} or {@code --name=value}, quotes and escapes removed
 * @param arguments split as BuildKit splits that instruction. ENV and LABEL give key, value, key, value …, quotes as written. An ONBUILD
 *     has none
 * @param heredocs in the order in which they stand; those of an ONBUILD's inner instruction stand on the ONBUILD
 * @param onBuild the inner instruction of an ONBUILD that has one, else null
 * @param text the instruction on one line, as written, without comments and heredocs, white space at its end included
 */
public record SyntaxNode(
        String keyword,
        int line,
        int endLine,
        List<String> flags,
        Form form,
        List<String> arguments,
        List<Heredoc> heredocs,
        SyntaxNode onBuild,
        String text) {

    /** How the arguments are written. */
    public enum Form {
        /** A JSON array. */
        EXEC,
        /** One line for a shell. */
        SHELL,
        WORDS
    }

    /**
     * A document that stands below its instruction.
     *
     * @param content as written, line ends included
     * @param expand whether variables in it are meant to be expanded: no part of the delimiter is quoted
     * @param stripTabs {@code <<-}: whether tabs at the start of its lines are meant to be removed
     */
    public record Heredoc(String delimiter, String content, boolean expand, boolean stripTabs) {

        /** The content as an instruction that copies it sees it, before expansion. */
        public String strippedContent() {
            return stripTabs ? withoutLeadingTabs(content) : content;
        }

        private static String withoutLeadingTabs(String text) {
            StringBuilder result = new StringBuilder(text.length());
            boolean lineStart = true;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!(lineStart && c == '\t')) {
                    result.append(c);
                    lineStart = c == '\n';
                }
            }
            return result.toString();
        }
    }

    SyntaxNode withHeredocs(List<Heredoc> documents, int lastLine) {
        return new SyntaxNode(keyword, line, lastLine, flags, form, arguments, List.copyOf(documents), onBuild, text);
    }

    public boolean isExec() {
        return form == Form.EXEC;
    }
}
