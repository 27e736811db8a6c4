package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.advice.FolderGroups.Limits;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.context.SourceMatch;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.measure.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Searches the needed files of a build for files that should not be in an image. A directory in which everything is
 * unwanted, or many files of one kind in a folder, are reported as one finding.
 */
final class Findings {
    /** Maximum number of reported findings; a build with more repeats the same mistake in many places. */
    private static final int MOST = 50;

    private static final Comparator<Finding> MOST_SERIOUS_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::bytes)
            .reversed()
            .thenComparing(Finding::path)
            .thenComparing(Finding::rule);

    private static final Pattern FIXTURES = Pattern.compile(
            "(^|.*/)(tests?|testdata|__tests__|fixtures|specs?|e2e|integration|examples?|samples?|mocks?)/.*|(.*/)?[^/]*(_test|test_|\\.test\\.|\\.spec\\.)[^/]*",
            Pattern.CASE_INSENSITIVE);

    private static final long NEVER = Long.MAX_VALUE;
    private static final Limits STATE = new Limits(0, 5, 0, 10_000_000, 0);
    private static final Limits VOLUME = new Limits(0, 2, 0, NEVER, 0);
    private static final Limits PICTURES = new Limits(1_000_000, 10, 1_000_000, 5_000_000, 50_000);
    private static final Limits DEBUG = new Limits(1_000_000, 3, 1_000_000, NEVER, 0);
    private static final Limits OTHERS = new Limits(0, 5, 0, 50_000_000, 0);

    private final ContextPlan plan;
    private final ImageReach reach;
    private final Set<FindingRule> rules;
    private final ContentScan scan;
    private final SourceFindings sources;
    private final Set<String> named = new HashSet<>();
    private final Set<String> selected = new HashSet<>();
    private final Map<Group, List<NeededFile>> files = new LinkedHashMap<>();
    private final Map<String, Folder> folders = new TreeMap<>();
    private final List<NeededFile> tools = new ArrayList<>();

    /** Files that break the same rule and are reported with the same noun and severity. */
    private record Group(FindingRule rule, String noun, Severity severity) {}

    /** A folder in which everything breaks a rule. */
    private record Folder(FindingRule rule, Place place) {}

    private Findings(ContextPlan plan, List<Stage> stages, Set<FindingRule> rules, ContentScan scan) {
        this.plan = plan;
        this.reach = ImageReach.of(plan, stages);
        this.rules = rules;
        this.scan = scan;
        this.sources = new SourceFindings(stages);
    }

    /**
     * Returns the findings, sorted by decreasing severity, then by decreasing size.
     *
     * @param stages the needed stages, the target last
     * @param rules the rules to check
     */
    static List<Finding> of(ContextPlan plan, List<Stage> stages, Set<FindingRule> rules, ContentScan scan) {
        Findings findings = new Findings(plan, stages, rules, scan);
        findings.addNamed();
        for (NeededFile file : plan.files()) {
            findings.look(file);
        }
        return findings.result();
    }

    private void addNamed() {
        for (ContextPlan.Use use : plan.uses()) {
            for (SourceMatch match : use.matches()) {
                if (!match.wildcard()) {
                    named.add(match.root().path());
                } else if (match.root().isFile()) {
                    selected.add(match.root().path());
                }
            }
        }
    }

    private void look(NeededFile file) {
        boolean inImage = reach.includes(file);
        String volume = inImage ? reach.volume(file) : null;
        if (volume != null && rules.contains(FindingRule.VOLUME_DATA)) {
            add(new Group(FindingRule.VOLUME_DATA, volume, FindingRule.VOLUME_DATA.severity()), file);
        }
        if (isInFoundFolder(file, inImage) || !file.node().isFile()) {
            return;
        }
        if (inImage) {
            sources.add(file);
        }
        if (!isSecret(file, inImage) && inImage) {
            lookAtKind(file);
        }
    }

    /** Adds the file to the topmost directory in its path that is a finding; returns whether there is one. */
    private boolean isInFoundFolder(NeededFile file, boolean inImage) {
        String path = file.path();
        String parent = "";
        for (int start = 0, slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            String name = path.substring(start, slash);
            FindingRule rule = FileKinds.directory(parent, name);
            if (rule != null && rules.contains(rule) && isUnwanted(rule, path.substring(0, slash), inImage)) {
                addTo(rule, path.substring(0, slash + 1), file, inImage);
                return true;
            }
            parent = name;
            start = slash + 1;
        }
        return false;
    }

    private boolean isUnwanted(FindingRule rule, String folder, boolean inImage) {
        boolean alsoInOtherStages = rule == FindingRule.VCS_DATA || rule == FindingRule.DEPENDENCY_CACHE;
        boolean keep = rule == FindingRule.VCS_DATA && inImage;
        return (inImage || alsoInOtherStages) && (keep || !isNamed(folder));
    }

    /** Whether an instruction names the folder or something in it. */
    private boolean isNamed(String folder) {
        for (String path : named) {
            if (path.equals(folder) || path.startsWith(folder + "/")) {
                return true;
            }
        }
        return false;
    }

    private void addTo(FindingRule rule, String folder, NeededFile file, boolean inImage) {
        if (rule == FindingRule.TOOL_FILES) {
            tools.add(file);
        } else {
            folders.computeIfAbsent(folder, path -> new Folder(rule, Place.whole(path)))
                    .place()
                    .add(file, inImage);
        }
    }

    private boolean isSecret(NeededFile file, boolean inImage) {
        SecretFiles kind = SecretFiles.ofPath(file.node().path());
        Optional<SecretFiles.Secret> secret = Optional.empty();
        if (kind != null && rules.contains(FindingRule.SECRET)) {
            secret = scan.judge(kind, file).filter(found -> inImage || !found.isOfImageOnly());
            secret.ifPresent(found -> addSecret(FindingRule.SECRET, found, file, inImage));
        }
        if (secret.isPresent() || !inImage || !rules.contains(FindingRule.SECRET_CONTENT)) {
            return secret.isPresent();
        }
        String found = scan.find(file);
        if (found != null) {
            addSecret(FindingRule.SECRET_CONTENT, new SecretFiles.Secret(found, Severity.HIGH), file, true);
        }
        return found != null;
    }

    /**
     * Adds a secret. Secrets in test files and secrets that do not get into the image are at most of medium severity.
     */
    private void addSecret(FindingRule rule, SecretFiles.Secret found, NeededFile file, boolean inImage) {
        boolean isFixture = FIXTURES.matcher(file.node().path()).matches();
        boolean isLess = (isFixture || !inImage) && found.severity() == Severity.HIGH;
        add(new Group(rule, found.description(), isLess ? Severity.MEDIUM : found.severity()), file);
    }

    private void lookAtKind(NeededFile file) {
        String path = file.node().path();
        FileKinds.Kind kind = FileKinds.file(file.node().name(), file.bytes());
        if (kind == null || !rules.contains(kind.rule())) {
            return;
        }
        boolean isState = kind.rule() == FindingRule.STATE_DATA;
        boolean isLarge = kind.rule() == FindingRule.LARGE_FILE;
        if (!isState && named.contains(path) || isLarge && selected.contains(path)) {
            return;
        }
        if (kind.rule() == FindingRule.TOOL_FILES) {
            tools.add(file);
        } else {
            add(new Group(kind.rule(), kind.noun(), kind.rule().severity()), file);
        }
    }

    private void add(Group group, NeededFile file) {
        files.computeIfAbsent(group, each -> new ArrayList<>()).add(file);
    }

    private List<Finding> result() {
        List<Finding> all = new ArrayList<>();
        Remedies remedies = new Remedies(plan.ignoreFile(), named);
        folders.forEach((path, folder) -> {
            FindingRule rule = folder.rule();
            Severity severity = folder.place().isInImage() ? rule.severity() : Severity.LOW;
            String where = folder.place().isInImage() ? "" : ", used only while building";
            all.add(remedies.finding(rule, severity, rule.noun() + where, folder.place()));
        });
        files.forEach((group, found) -> {
            for (Place place : FolderGroups.of(found, plan.files(), limits(group), reach)) {
                all.add(remedies.finding(group.rule(), group.severity(), description(group, place), place));
            }
        });
        if (!tools.isEmpty()) {
            all.add(remedies.ofTools(tools, reach));
        }
        if (rules.contains(FindingRule.SOURCE_CODE)) {
            all.addAll(sources.findings(reach));
        }
        all.sort(MOST_SERIOUS_FIRST);
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }

    private static Limits limits(Group group) {
        return switch (group.rule()) {
            case STATE_DATA -> STATE;
            case VOLUME_DATA -> VOLUME;
            case DEBUG_SYMBOLS -> DEBUG;
            case MEDIA -> group.noun().equals("picture") ? PICTURES : OTHERS;
            default -> OTHERS;
        };
    }

    private static String description(Group group, Place place) {
        if (group.rule() == FindingRule.VOLUME_DATA) {
            return Figures.count(place.files(), "file") + " in volume " + group.noun();
        }
        return place.files() == 1 ? group.noun() : Figures.count(place.files(), group.noun());
    }
}
