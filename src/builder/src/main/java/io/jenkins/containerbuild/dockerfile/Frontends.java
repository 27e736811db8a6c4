package io.jenkins.containerbuild.dockerfile;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.jenkins.containerbuild.dockerfile.shell.ShellScan;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The frontends that an engine could read out of a Dockerfile. BuildKit has read these lines in several ways: the directives of Docker Engine
 * 20.10 go on behind a name that it does not know, newer ones stop there but know {@code //} and JSON. So all that looks like such a line
 * before the first instruction counts, whatever this engine would make of it.
 */
public final class Frontends {
    private static final Pattern OTHER_LINE_END = Pattern.compile("[\\v\\f\\r\\x{85}\\x{2028}\\x{2029}]");

    private static final Pattern SYNTAX =
            Pattern.compile("(?i)^[^\\pL\\p{Nd}]*syntax[^\\pL\\p{Nd}=]*=[\\pZ\\pC\"]*([^\"]*)");

    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("^[\\pZ\\pC]*(#|//|$)");

    private static final Pattern JSON = Pattern.compile("^[\\pZ\\pC]*\\{");

    /** Versions that obey BUILDKIT_CACHE_MOUNT_NS, which 1.1.2 was the first to do; a digest may belong to any version. */
    private static final Pattern OBEDIENT = Pattern.compile("(docker\\.io/)?docker/dockerfile(-upstream)?"
            + "(:(latest|labs|master|master-labs|(1|1\\.([2-9]|[1-9][0-9]+)(\\.[0-9]+)?)(-labs)?))?");

    private Frontends() {}

    /** What the lines name, in the file's order: an image, perhaps with what follows it on its line. */
    public static List<String> namedIn(byte[] dockerfile) {
        String text = new String(dockerfile, StandardCharsets.UTF_8);
        if (JSON.matcher(withoutShebang(text)).find()) {
            return List.of(Whitespace.trim(text.lines().findFirst().orElse("")));
        }
        List<String> named = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!addTo(named, line) && !COMMENT_OR_BLANK.matcher(line).find()) {
                return named;
            }
        }
        return named;
    }

    /** For engines a carriage return is white space in a line; a reader for which it ends the line would look behind it. */
    private static boolean addTo(List<String> named, String line) {
        int before = named.size();
        Matcher syntax = SYNTAX.matcher(line);
        if (syntax.find()) {
            named.add(Whitespace.trim(syntax.group(1)));
        } else if (OTHER_LINE_END.matcher(line).find()) {
            for (String piece : OTHER_LINE_END.split(line)) {
                addTo(named, piece);
            }
        }
        return named.size() > before;
    }

    /** A frontend's own line may stand before JSON. */
    private static String withoutShebang(String text) {
        String start = ShellScan.withoutMark(text);
        return start.startsWith("#!") && start.indexOf('\n') >= 0 ? start.substring(start.indexOf('\n') + 1) : start;
    }

    /** Whether it is a version of Docker's own frontend that keeps the cache directories of builds apart when it is told to. */
    public static boolean isDockersOwn(String frontend) {
        return OBEDIENT.matches(frontend.split(" ", 2)[0]);
    }
}
