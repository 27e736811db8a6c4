package io.jenkins.containerbuild.advice;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compiled languages, with the extensions of their source files, the paths of compiled files and the compile commands.
 */
enum SourceLanguage {
    JVM(
            "Java, Kotlin or Scala source file",
            Set.of("java", "kt", "scala", "groovy"),
            ".*/(target|build|out|bin|classes)/([^/]+/)*[^/]+\\.(class|jar|war)",
            "(\\./)?(mvnw?|gradlew?|sbt|javac|ant|kotlinc|scalac)\\b"),
    TYPE_SCRIPT(
            "TypeScript source file",
            Set.of("ts", "tsx", "mts", "cts"),
            ".*/(dist|build|lib|out|\\.next)/([^/]+/)*[^/]+\\.(js|mjs|cjs)",
            "(tsc|(next|ng|vite|nuxt|nest) build|(npm|yarn|pnpm|bun)( run)? build|npx tsc)\\b"),
    NATIVE(
            "C, C++, Go or Rust source file",
            Set.of("c", "cc", "cpp", "cxx", "h", "hpp", "go", "rs", "zig", "swift"),
            ".*\\.(so|a|exe)",
            "(go (build|install)|cargo (build|install)|make|gcc|g\\+\\+|clang|cmake|ninja|meson)\\b"),
    DOT_NET(
            ".NET source file",
            Set.of("cs", "fs", "vb"),
            ".*/(bin|obj|publish|out)/([^/]+/)*[^/]+\\.dll",
            "(dotnet (publish|build)|msbuild)\\b");

    /** The RUN keyword, flags, variable assignments and directory before the name of a command. */
    private static final Pattern BEFORE_COMMAND =
            Pattern.compile("^\\s*(RUN\\s+)?(--\\S+\\s+)*([A-Za-z_][A-Za-z0-9_]*=\\S*\\s+)*(/\\S*/)?");

    final String noun;
    private final Set<String> endings;
    private final Pattern compiled;
    private final Pattern compiler;

    SourceLanguage(String noun, Set<String> endings, String compiled, String compiler) {
        this.noun = noun;
        this.endings = endings;
        this.compiled = Pattern.compile(compiled);
        this.compiler = Pattern.compile(compiler);
    }

    /** The language of a source file; null for other files. */
    static SourceLanguage ofName(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        for (SourceLanguage language : values()) {
            if (language.endings.contains(ending) && name.length() > ending.length() && !name.endsWith(".d.ts")) {
                return language;
            }
        }
        return null;
    }

    /** Whether the path is typical of files that are compiled from this language. */
    boolean isCompiled(String path) {
        return compiled.matcher("/" + path).matches();
    }

    /**
     * Whether a file is recognised as compiled only if a source file has the same name, because files of this type may
     * also be sources themselves.
     */
    boolean keepsNames() {
        return this == TYPE_SCRIPT;
    }

    /** Whether one of the commands of a RUN compiles this language; installing a compiler is not enough. */
    boolean isCompiledBy(String run) {
        for (String command : run.split("&&|\\|\\||[;|\n]")) {
            if (compiler.matcher(BEFORE_COMMAND.matcher(command).replaceFirst(""))
                    .lookingAt()) {
                return true;
            }
        }
        return false;
    }
}
