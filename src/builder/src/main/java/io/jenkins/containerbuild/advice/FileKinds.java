package io.jenkins.containerbuild.advice;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Determines which rule a file or directory breaks, judged by its name and size. */
final class FileKinds {
    /** Size in bytes above which a file is large. */
    private static final long LARGE = 50_000_000;

    /** Size in bytes below which state files, media files and archives are not reported. */
    private static final long SMALL = 100_000;

    /** Size in bytes below which a picture is assumed to belong to a user interface and is not reported. */
    private static final long ICON = 10_000;

    /** Size in bytes from which an SQL script is assumed to contain data and not only a schema. */
    private static final long DATA_SCRIPT = 1_000_000;

    private static final Set<String> VCS = Set.of(".git", ".hg", ".svn", ".bzr", "CVS", "_darcs", ".jj");

    private static final Set<String> CACHES = Set.of(
            "node_modules",
            "bower_components",
            ".npm",
            ".pnpm-store",
            ".gradle",
            ".ivy2",
            "__pycache__",
            ".venv",
            ".tox",
            ".mypy_cache",
            ".pytest_cache",
            ".ruff_cache",
            ".terraform",
            ".cache");

    /** Names of directories that are caches only in a certain parent directory, which may also contain settings. */
    private static final Map<String, String> NESTED_CACHES =
            Map.of("repository", ".m2", "registry", ".cargo", "git", ".cargo");

    private static final Set<String> LEFTOVERS = Set.of(
            "surefire-reports",
            "failsafe-reports",
            "maven-status",
            "maven-archiver",
            "test-classes",
            "generated-test-sources",
            "CMakeFiles",
            ".nyc_output",
            "htmlcov",
            ".parcel-cache",
            ".turbo",
            ".angular",
            ".eggs");

    private static final Set<String> TOOL_DIRECTORIES =
            Set.of(".github", ".gitlab", ".circleci", ".buildkite", ".idea", ".vscode", ".vs", ".devcontainer");

    private static final Set<String> TOOL_FILES = Set.of(
            "jenkinsfile",
            ".gitlab-ci.yml",
            ".travis.yml",
            ".drone.yml",
            ".cirrus.yml",
            "azure-pipelines.yml",
            "bitbucket-pipelines.yml",
            "appveyor.yml",
            ".appveyor.yml",
            ".ds_store",
            "thumbs.db");

    private static final Set<String> ARCHIVES = Set.of(
            "zip", "tar", "tgz", "gz", "bz2", "tbz2", "xz", "txz", "zst", "7z", "rar", "iso", "dmg", "vmdk", "qcow2");

    private static final Set<String> MEDIA = Set.of(
            "mp4", "mov", "avi", "mkv", "webm", "m4v", "mpg", "mpeg", "wmv", "mp3", "wav", "flac", "aac", "ogg", "m4a",
            "psd", "tif", "tiff", "bmp", "raw", "cr2", "nef", "ai");

    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "webp", "avif", "heic");

    private static final Set<String> DATABASES = Set.of("db", "db3", "mdb", "accdb", "mdf", "ldf", "ibd", "rdb", "aof");

    private static final Pattern SQLITE = Pattern.compile(".*\\.(sqlite[0-9]?|db)(-wal|-shm|-journal)?");
    private static final Pattern LOG = Pattern.compile(".*\\.log(\\.[0-9-]+)?(\\.gz)?|nohup\\.out|catalina\\.out");
    private static final Pattern CORE = Pattern.compile("core(\\.[0-9]+)?");
    private static final Set<String> HEAP_DUMPS = Set.of("hprof", "heapsnapshot", "heapdump", "phd");
    private static final Set<String> CRASH_DUMPS = Set.of("mdmp", "dmp");
    private static final Pattern DUMP = Pattern.compile(
            ".*(dump|backup).*\\.sql(\\.(gz|bz2|xz|zst))?|.*\\.dump" + "|.*(backup|dump|\\.sql|\\.db).*\\.bak");

    private static final Pattern TEST_ARCHIVE = Pattern.compile(
            "(.*-(tests|test-sources|test-javadoc|sources|javadoc)|(junit|mockito|testng|hamcrest|assertj)-.*)\\.jar");

    private static final Set<String> DEBUG = Set.of("pdb", "debug", "dwo");
    private static final Pattern SOURCE_MAP = Pattern.compile(".*\\.(js|mjs|cjs|css)\\.map");
    private static final Pattern LEFTOVER =
            Pattern.compile(".*\\.(o|obj|tsbuildinfo)|.*\\.jar\\.original|\\.coverage|\\.eslintcache");

    private static final Pattern EDITOR_FILE = Pattern.compile("\\..*\\.sw[op]|.*~|.*\\.iml");

    /** A broken rule, and a singular noun for one file that breaks it. */
    record Kind(FindingRule rule, String noun) {
        Kind(FindingRule rule) {
            this(rule, rule.noun());
        }
    }

    private FileKinds() {}

    /** The rule that all contents of a directory break, or null if there is none. */
    static FindingRule directory(String parent, String name) {
        if (VCS.contains(name)) {
            return FindingRule.VCS_DATA;
        }
        if (CACHES.contains(name) || parent.equals(NESTED_CACHES.get(name))) {
            return FindingRule.DEPENDENCY_CACHE;
        }
        if (LEFTOVERS.contains(name)) {
            return FindingRule.BUILD_LEFTOVERS;
        }
        if (name.endsWith(".dSYM")) {
            return FindingRule.DEBUG_SYMBOLS;
        }
        return TOOL_DIRECTORIES.contains(name) ? FindingRule.TOOL_FILES : null;
    }

    /** The rule that a file breaks and the noun for this file, or null if there is no such rule. */
    static Kind file(String name, long bytes) {
        String lower = name.toLowerCase(Locale.ROOT);
        String ending = ending(lower);
        if (TOOL_FILES.contains(lower) || EDITOR_FILE.matcher(lower).matches()) {
            return new Kind(FindingRule.TOOL_FILES);
        }
        if (TEST_ARCHIVE.matcher(lower).matches()) {
            return new Kind(FindingRule.TEST_FILES);
        }
        if (DEBUG.contains(ending)) {
            return new Kind(FindingRule.DEBUG_SYMBOLS);
        }
        if (SOURCE_MAP.matcher(lower).matches()) {
            return new Kind(FindingRule.DEBUG_SYMBOLS, "source map");
        }
        if (LEFTOVER.matcher(lower).matches()) {
            return new Kind(FindingRule.BUILD_LEFTOVERS);
        }
        if (PICTURES.contains(ending)) {
            return bytes < ICON ? null : new Kind(FindingRule.MEDIA, "picture");
        }
        return bytes < SMALL ? null : ofSize(lower, ending, bytes);
    }

    private static Kind ofSize(String lower, String ending, long bytes) {
        String state = state(lower, ending, bytes);
        if (state != null) {
            return new Kind(FindingRule.STATE_DATA, state);
        }
        if (MEDIA.contains(ending)) {
            return new Kind(FindingRule.MEDIA);
        }
        if (bytes > LARGE) {
            return new Kind(FindingRule.LARGE_FILE);
        }
        return ARCHIVES.contains(ending) ? new Kind(FindingRule.ARCHIVE) : null;
    }

    private static String state(String lower, String ending, long bytes) {
        if (DATABASES.contains(ending) || SQLITE.matcher(lower).matches()) {
            return "database";
        }
        if (HEAP_DUMPS.contains(ending)) {
            return "heap dump";
        }
        if (CRASH_DUMPS.contains(ending) || CORE.matcher(lower).matches()) {
            return "core dump";
        }
        if (LOG.matcher(lower).matches()) {
            return "log";
        }
        boolean isDump = DUMP.matcher(lower).matches() || ending.equals("sql") && bytes >= DATA_SCRIPT;
        return isDump ? "database dump" : null;
    }

    /** The part of a name after the last dot; the whole name if there is no dot. */
    static String ending(String lowerName) {
        return lowerName.substring(lowerName.lastIndexOf('.') + 1);
    }
}
