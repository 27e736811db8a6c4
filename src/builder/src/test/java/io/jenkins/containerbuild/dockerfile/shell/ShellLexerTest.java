package io.jenkins.containerbuild.dockerfile.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Expansion, case by case; the rules are those of BuildKit's shell lexer. */
public class ShellLexerTest {
    private static final Map<String, String> VARIABLES = Map.of(
            "A", "foo.bar.baz", "E", "", "S", "two words", "P", "a/b/c", "Ü", "umlaut", "STAR", "a*b?c", "L", "x\ny");

    /** Texts and their expansions; {@code !} precedes a part of the expected error message. */
    private static final String[][] WORDS = {
        {"", ""},
        {"plain", "plain"},
        {"\uFEFF", ""},
        {"\uFEFFplain", "plain"},
        {"\uFEFF\uFEFFx", "\uFEFFx"},
        {"\uFEFF$A", "foo.bar.baz"},
        {"x\uFEFF$A", "x\uFEFFfoo.bar.baz"},
        {"${A#\uFEFFfoo}", ".bar.baz"},
        {"$A", "foo.bar.baz"},
        {"x$A", "xfoo.bar.baz"},
        {"$A/x", "foo.bar.baz/x"},
        {"$Ax", ""},
        {"${A}x", "foo.bar.bazx"},
        {"$E", ""},
        {"$U", ""},
        {"${U}", ""},
        {"$Ü", "umlaut"},
        {"$", "$"},
        {"a$", "a$"},
        {"$.", "$."},
        {"$$", ""},
        {"$$A", "A"},
        {"$1", ""},
        {"$12a", "a"},
        {"$@a", "a"},
        {"\\$A", "$A"},
        {"\\\\$A", "\\foo.bar.baz"},
        {"a\\", "a"},
        {"a\\b", "ab"},
        {"a\\ b", "a b"},
        {"\\${A}", "${A}"},
        {"'$A'", "$A"},
        {"'a\\'", "a\\"},
        {"'a\"b'", "a\"b"},
        {"\"$A\"", "foo.bar.baz"},
        {"\"a'b\"", "a'b"},
        {"\"a\\\"b\"", "a\"b"},
        {"\"a\\$A\"", "a$A"},
        {"\"a\\\\b\"", "a\\b"},
        {"\"a\\nb\"", "a\\nb"},
        {"a\"b c\"d'e f'", "ab cde f"},
        {"\"'$A'\"", "'foo.bar.baz'"},
        {"'", "!single-quote"},
        {"\"", "!double-quote"},
        {"\"a\\\"", "!double-quote"},
        {"<<EOF", "<<EOF"},
        {"<a", "<a"},
        {"${U:-d}", "d"},
        {"${E:-d}", "d"},
        {"${A:-d}", "foo.bar.baz"},
        {"${U-d}", "d"},
        {"${E-d}", ""},
        {"${U:-}", ""},
        {"${U:-$S}", "two words"},
        {"${U:-${V:-${W:-deep}}}", "deep"},
        {"${U:-'a}b'}", "a}b"},
        {"${U:-\"a}b\"}", "a}b"},
        {"${U:-a\\}b}", "a}b"},
        {"${U:-{x}", "{x"},
        {"${U:-a:b}", "a:b"},
        {"${A:+d}", "d"},
        {"${E:+d}", ""},
        {"${E+d}", "d"},
        {"${U+d}", ""},
        {"${A:?m}", "foo.bar.baz"},
        {"${E?m}", ""},
        {"${E:?m}", "!E: m"},
        {"${U:?}", "!U: is not allowed to be unset"},
        {"${E:?}", "!E: is not allowed to be empty"},
        {"${U?$S}", "!U: two words"},
        {"${1:-d}", "d"},
        {"${@:+d}", ""},
        {"${A#foo}", ".bar.baz"},
        {"${A#*.}", "bar.baz"},
        {"${A##*.}", "baz"},
        {"${A#???}", ".bar.baz"},
        {"${A#bar}", "foo.bar.baz"},
        {"${A#}", "foo.bar.baz"},
        {"${A##}", "foo.bar.baz"},
        {"${A#*}", "foo.bar.baz"},
        {"${A##*}", ""},
        {"${A%.baz}", "foo.bar"},
        {"${A%.*}", "foo.bar"},
        {"${A%%.*}", "foo"},
        {"${A%%*}", ""},
        {"${A%*}", "foo.bar.baz"},
        {"${A##*b*a}", "z"},
        {"${A%%b*}", "foo."},
        {"${A#$E}", "foo.bar.baz"},
        {"${A#${U:-foo}}", ".bar.baz"},
        {"${STAR#a\\*}", "b?c"},
        {"${STAR%\\?c}", "a*b"},
        {"${STAR##*\\*}", "b?c"},
        {"${L#*y}", "x\ny"},
        {"${L##?}", "\ny"},
        {"${U#x}", ""},
        {"${A#\\q}", "!invalid escape"},
        {"${A/./-}", "foo-bar.baz"},
        {"${A//./-}", "foo-bar-baz"},
        {"${A//ba?/X}", "foo.X.X"},
        {"${A/b*z/X}", "foo.X"},
        {"${A/*/X}", "X"},
        {"${A//./}", "foobarbaz"},
        {"${A/nope/X}", "foo.bar.baz"},
        {"${P/\\//-}", "a-b/c"},
        {"${P//\\//-}", "a-b-c"},
        {"${S// /$P}", "twoa/b/cwords"},
        {"${U/a/b}", ""},
        {"${U//*/b}", "b"},
        {"${A/a}", "!missing '/'"},
        {"${A/a/b", "!missing '}'"},
        {"${", "!missing '}'"},
        {"${A", "!missing '}'"},
        {"${A:-x", "!missing '}'"},
        {"${}", "!bad substitution"},
        {"${{A}}", "!bad substitution"},
        {"${:-x}", "!bad substitution"},
        {"${.}", "!unsupported modifier (.)"},
        {"${A:=x}", "!unsupported modifier (:=)"},
        {"${A=x}", "!unsupported modifier (=)"},
        {"${A:#x}", "!unsupported modifier (:#)"},
        {"${A^}", "!unsupported modifier (^)"},
    };

    @Test
    public void expandsToOneWord() {
        List<String> wrong = new ArrayList<>();
        for (String[] row : WORDS) {
            String found = expand(row[0]);
            boolean right = row[1].startsWith("!")
                    ? found.startsWith("!") && found.contains(row[1].substring(1))
                    : found.equals(row[1]);
            if (!right) {
                wrong.add(row[0] + " gives " + found + ", expected " + row[1]);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static String expand(String text) {
        try {
            return ShellLexer.expanding('\\', VARIABLES::get).word(text);
        } catch (Mistake mistake) {
            return "!" + mistake.getMessage();
        }
    }

    @Test
    public void backtickEscapesIfItIsTheEscapeCharacter() {
        ShellLexer lexer = ShellLexer.expanding('`', VARIABLES::get);
        assertEquals("C:\\x $A", lexer.word("C:\\x `$A"));
        assertEquals("\"", lexer.word("\"`\"\""));
    }

    @Test
    public void splitsWordsAtSpacesInValues() {
        ShellLexer lexer = ShellLexer.expanding('\\', VARIABLES::get);
        assertEquals(List.of("a", "two", "wordsb", "c"), lexer.words("a $S\"\"b  c"));
        assertEquals(List.of("two words"), lexer.words("\"$S\""));
        assertEquals(List.of("a b"), lexer.words("a\\ b"));
        assertEquals(List.of(), lexer.words(" $U \"\" "));
    }

    @Test
    public void quotesInHeredocsAreOrdinaryCharacters() {
        ShellLexer lexer = ShellLexer.expanding('\\', VARIABLES::get).with(ShellLexer.Quotes.ORDINARY);
        assertEquals("it's \"two words\" $A", lexer.word("it's \"$S\" \\$A"));
    }

    /** A value of two characters that doubles itself repeatedly would fill the memory. */
    @Test
    public void unlimitedGrowthIsAMistake() {
        Map<String, String> variables = new HashMap<>(Map.of("X", "xx"));
        ShellLexer lexer = ShellLexer.expanding('\\', variables::get);
        String message = "";
        for (int i = 0; i < 60 && message.isEmpty(); i++) {
            try {
                variables.put("X", lexer.word("$X${X//x/xx}"));
            } catch (Mistake mistake) {
                message = mistake.getMessage();
            }
        }
        assertTrue(message.contains("expands to more than a million characters"));
    }

    @Test(timeout = 20_000)
    public void deepNestingAndManyStarsEndSoon() {
        String deep = "${U:-".repeat(100_000) + "}".repeat(100_000);
        assertTrue(expand(deep).startsWith("!"));
        String value = "a".repeat(20_000);
        ShellLexer lexer = ShellLexer.expanding('\\', name -> value);
        assertEquals(value, lexer.word("${X##" + "*a".repeat(50) + "b}"));
        assertEquals(value, lexer.word("${X//" + "*a".repeat(50) + "b/c}"));
    }
}
