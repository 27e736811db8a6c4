package io.jenkins.containerbuild.dockerfile;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.jenkins.containerbuild.dockerfile.shell.ShellScan;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the frontends that an engine may use for a Dockerfile. BuildKit versions read the {@code syntax} directive
 * differently: Docker Engine 20.10 continues after an unknown directive; newer engines stop there, but also accept
 * {@code //} and JSON. Therefore this class collects every line before the first instruction that any engine might read
 * as a {@code syntax} directive.
 */
public final class Frontends {
    private static final Pattern OTHER_LINE_END = Pattern.compile("[\\v\\f\\r\\x{85}\\x{2028}\\x{2029}]");

    private static final Pattern SYNTAX =
            Pattern.compile("(?i)^[^\\pL\\p{Nd}]*syntax[^\\pL\\p{Nd}=]*=[\\pZ\\pC\"]*([^\"]*)");

    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("^[\\pZ\\pC]*(#|//|$)");

    private static final Pattern JSON = Pattern.compile("^[\\pZ\\pC]*\\{");

    /**
     * Images of Docker's frontend that support BUILDKIT_CACHE_MOUNT_NS, which version 1.1.2 introduced. A reference
     * with a digest does not match, because the version is unknown.
     */
    private static final Pattern OBEDIENT = Pattern.compile("(docker\\.io/)?docker/dockerfile(-upstream)?"
            + "(:(latest|labs|master|master-labs|(1|1\\.([2-9]|[1-9][0-9]+)(\\.[0-9]+)?)(-labs)?))?");

    private Frontends() {}

    /** The frontends in file order, one per matching line: the image, possibly followed by the rest of the line. */
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

    /**
     * Adds the frontend that a line names. Engines treat a carriage return as white space, but another parser may treat
     * it as a line end, so the parts between carriage returns and similar characters are searched too.
     *
     * @return whether the line names a frontend
     */
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

    /** Removes a first line {@code #!…}, which may precede JSON. */
    private static String withoutShebang(String text) {
        String start = ShellScan.withoutMark(text);
        return start.startsWith("#!") && start.indexOf('\n') >= 0 ? start.substring(start.indexOf('\n') + 1) : start;
    }

    /**
     * Whether the frontend is a version of Docker's own frontend that can isolate the cache directories of different
     * builds.
     */
    public static boolean isDockersOwn(String frontend) {
        return OBEDIENT.matches(frontend.split(" ", 2)[0]);
    }
}
