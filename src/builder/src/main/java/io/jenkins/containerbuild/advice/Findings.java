package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.context.SourceMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks the files of a plan for those that should not be in an image. If a whole directory is a finding, it is listed
 * once, with the size of everything in it.
 */
public final class Findings {
    /** Size in bytes above which a file is large. */
    private static final long LARGE = 50_000_000;

    /** Size in bytes below which a picture or an archive is not reported. */
    private static final long SMALL = 100_000;

    private static final Set<String> VCS = Set.of(".git", ".hg", ".svn", ".bzr", "CVS", "_darcs", ".jj");

    private static final Set<String> CACHES = Set.of(
            "node_modules",
            "bower_components",
            ".npm",
            ".pnpm-store",
            ".m2",
            ".gradle",
            ".ivy2",
            "__pycache__",
            ".venv",
            ".tox",
            ".mypy_cache",
            ".pytest_cache",
            ".ruff_cache",
            ".cargo",
            ".terraform",
            ".cache");

    private static final Set<String> SECRET_NAMES = Set.of(
            ".env",
            ".netrc",
            ".npmrc",
            ".pypirc",
            ".git-credentials",
            ".htpasswd",
            ".dockerconfigjson",
            "id_rsa",
            "id_dsa",
            "id_ecdsa",
            "id_ed25519",
            "kubeconfig");

    private static final Set<String> SECRET_ENDINGS =
            Set.of("pem", "key", "p12", "pfx", "jks", "keystore", "ppk", "kdbx");

    /** Endings of {@code .env.NAME} files that are meant to be shared. */
    private static final Set<String> TEMPLATES = Set.of("example", "sample", "template", "dist", "defaults");

    private static final Set<String> ARCHIVE_ENDINGS = Set.of(
            "zip", "tar", "tgz", "gz", "bz2", "tbz2", "xz", "txz", "zst", "7z", "rar", "iso", "dmg", "vmdk", "qcow2");

    private static final Set<String> MEDIA_ENDINGS = Set.of(
            "mp4", "mov", "avi", "mkv", "webm", "m4v", "mpg", "mpeg", "wmv", "mp3", "wav", "flac", "aac", "ogg", "m4a",
            "psd", "tif", "tiff", "bmp", "raw", "cr2", "nef", "ai");

    private final Map<String, Finding> found = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();

    private final String ignoreFile;

    private Findings(String ignoreFile) {
        this.ignoreFile = ignoreFile;
    }

    /** Returns the findings, in the order of the files of the plan. */
    public static List<Finding> of(ContextPlan plan) {
        Findings findings = new Findings(plan.ignoreFile());
        for (ContextPlan.Use use : plan.uses()) {
            for (SourceMatch match : use.matches()) {
                if (!match.wildcard() && match.root().isFile()) {
                    findings.named.add(match.root().path());
                }
            }
        }
        for (NeededFile file : plan.files()) {
            findings.look(file);
        }
        return new ArrayList<>(findings.found.values());
    }

    private void look(NeededFile file) {
        String path = file.node().path();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            FindingRule rule = directoryRule(path.substring(start, slash));
            if (rule != null) {
                add(rule, path.substring(0, slash + 1), file);
                return;
            }
            start = slash + 1;
        }
        FindingRule rule = file.node().isDirectory()
                ? directoryRule(path.substring(start))
                : file.node().isFile() ? fileRule(path, path.substring(start), file.bytes()) : null;
        if (rule != null) {
            add(rule, file.path(), file);
        }
    }

    private static FindingRule directoryRule(String name) {
        return VCS.contains(name) ? FindingRule.VCS_DATA : CACHES.contains(name) ? FindingRule.DEPENDENCY_CACHE : null;
    }

    private FindingRule fileRule(String path, String name, long bytes) {
        String lower = name.toLowerCase(Locale.ROOT);
        String ending = lower.substring(lower.lastIndexOf('.') + 1);
        if (isSecret(lower, ending)) {
            return FindingRule.SECRET;
        }
        if (bytes > LARGE) {
            return FindingRule.LARGE_FILE;
        }
        if (bytes < SMALL || named.contains(path)) {
            return null;
        }
        return ARCHIVE_ENDINGS.contains(ending)
                ? FindingRule.ARCHIVE
                : MEDIA_ENDINGS.contains(ending) ? FindingRule.MEDIA : null;
    }

    private static boolean isSecret(String name, String ending) {
        return SECRET_NAMES.contains(name)
                || (name.startsWith(".env.") && !TEMPLATES.contains(ending))
                || (SECRET_ENDINGS.contains(ending) && name.length() > ending.length());
    }

    private void add(FindingRule rule, String path, NeededFile file) {
        Finding known = found.get(path);
        long bytes = file.bytes() + (known == null ? 0 : known.bytes());
        int first = file.lines().get(0);
        int line = known == null ? first : Math.min(first, known.line());
        long files = (file.node().isDirectory() ? 0 : 1) + (known == null ? 0 : known.files());
        String advice = known == null ? "add " + pattern(path) + " to " + ignoreFile : known.advice();
        found.put(
                path,
                new Finding(rule.id(), rule.severity(), path, rule.description(), files, bytes, line, advice, bytes));
    }

    /** Returns the path with the special characters of ignore files escaped. */
    private static String pattern(String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            boolean special = "*?[]\\^|{}".indexOf(c) >= 0 || (i == 0 && "!# ".indexOf(c) >= 0);
            pattern.append(special ? "\\" : "").append(c);
        }
        return pattern.toString();
    }
}
