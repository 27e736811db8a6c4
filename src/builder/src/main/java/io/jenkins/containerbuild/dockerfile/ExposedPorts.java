package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads an argument of EXPOSE, {@code [ip:]public:private[/protocol]}, as leniently as BuildKit does. Each port may be
 * a range. Only the private ports are used, and everything after a second slash is ignored.
 */
final class ExposedPorts {
    private static final int HIGHEST = 65_535;

    private ExposedPorts() {}

    /**
     * The ports in the form of an image configuration, such as {@code 80/tcp}. Throws a {@link Mistake} if the text is
     * invalid.
     */
    static List<String> parse(String text) {
        int lastColon = text.lastIndexOf(':');
        int colonBefore = lastColon < 0 ? -1 : text.lastIndexOf(':', lastColon - 1);
        String container = text.substring(lastColon + 1);
        String[] parts = container.split("/", -1);
        String port = parts[0];
        String protocol = parts.length < 2 ? "" : parts[1].toLowerCase(Locale.ROOT);
        if (port.isEmpty()) {
            throw invalid(text, "no port specified");
        }
        if (!List.of("", "tcp", "udp", "sctp").contains(protocol)) {
            throw invalid(text, "invalid protocol: " + protocol + "; use tcp, udp or sctp");
        }
        if (colonBefore > 0) {
            checkAddress(text, text.substring(0, colonBefore));
        }
        int[] range = range(text, port);
        if (lastColon >= 0 && lastColon > colonBefore + 1) {
            checkHostPorts(text, range(text, text.substring(colonBefore + 1, lastColon)), range);
        }
        List<String> result = new ArrayList<>();
        for (int i = range[0]; i <= range[1]; i++) {
            result.add(i + "/" + (protocol.isEmpty() ? "tcp" : protocol));
        }
        return result;
    }

    private static Mistake invalid(String text, String why) {
        return new Mistake("invalid port: \"" + text + "\": " + why);
    }

    private static int[] range(String text, String ports) {
        int dash = ports.indexOf('-');
        int start = number(text, dash < 0 ? ports : ports.substring(0, dash));
        int end = dash < 0 ? start : number(text, ports.substring(dash + 1));
        if (end < start) {
            throw invalid(text, "the range " + ports + " ends before it starts");
        }
        return new int[] {start, end};
    }

    private static int number(String text, String number) {
        if (number.matches("0*[0-9]{1,5}") && Integer.parseInt(number) <= HIGHEST) {
            return Integer.parseInt(number);
        }
        throw invalid(
                text,
                "\"" + number + "\" is not a port number; use a number or a range from 0 to " + HIGHEST
                        + ", for example 8080 or 8000-8010/udp");
    }

    private static void checkHostPorts(String text, int[] host, int[] container) {
        boolean sameSize = host[1] - host[0] == container[1] - container[0];
        if (!sameSize && container[0] != container[1]) {
            throw invalid(text, "the ranges of host ports and container ports must have the same size");
        }
    }

    private static void checkAddress(String text, String address) {
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        String bare = bracketed ? address.substring(1, address.length() - 1) : address;
        if (!isIpv4(bare) && !isIpv6(bare)) {
            throw invalid(text, "invalid IP address: " + address);
        }
    }

    private static boolean isIpv4(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the text is an IPv6 address: eight hexadecimal groups, or fewer with one {@code ::} for the missing ones.
     */
    private static boolean isIpv6(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == 8;
        }
        int before = groups(address.substring(0, gap));
        int after = groups(address.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /** The number of hexadecimal groups, or -1 if any group is invalid. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        for (String group : groups) {
            if (!group.matches("[0-9a-fA-F]{1,4}")) {
                return -1;
            }
        }
        return groups.length;
    }
}
