package io.jenkins.containerbuild.dockerfile.syntax;

import java.util.List;

/**
 * An instruction as written: split into its parts, with variables not expanded and semantics not checked.
 *
 * @param keyword keyword in upper case
 * @param line number of the first line, counted from 1
 * @param endLine number of the last line; with heredocs, the line of the last delimiter
 * @param flags {@code --name} or {@code --name=value}, without quotes and escapes
 * @param form form of the arguments
 * @param arguments arguments, split as BuildKit does for this instruction. For ENV and LABEL: key, value, key, value …,
 *     with quotes as written. For ONBUILD: empty
 * @param heredocs heredocs in the order of the Dockerfile. ONBUILD has the heredocs of its inner instruction
 * @param onBuild inner instruction of an ONBUILD, or null if there is none
 * @param text instruction as written, joined to one line, without comments and heredocs, with trailing white space
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

    /** The form of the arguments. */
    public enum Form {
        /** A JSON array. */
        EXEC,
        /** One command line for a shell. */
        SHELL,
        WORDS
    }

    /**
     * A heredoc of an instruction.
     *
     * @param delimiter delimiter without quotes
     * @param content content as written, with line ends
     * @param expand whether variables in the content must be expanded: true if no part of the delimiter is quoted
     * @param stripTabs whether leading tabs of each line must be removed: true for {@code <<-}
     */
    public record Heredoc(String delimiter, String content, boolean expand, boolean stripTabs) {

        /** The content without leading tabs if {@code stripTabs} is set; variables are not expanded. */
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
