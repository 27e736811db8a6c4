package io.jenkins.containerbuild.registry;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * An http or https URL, parsed as by browsers and Go: invalid characters are percent-encoded, and relative references
 * are resolved according to RFC 3986. {@code user:password@} becomes an {@code Authorization} header that is sent only
 * to this origin; {@link #toString} shows neither the user nor the password.
 */
public final class Address {
    private static final String FORBIDDEN_IN_HOSTS = "\"#%/:<>?@[\\]^`{|}";

    private final boolean secure;
    private final String authority;
    private final String host;
    private final int port;
    private final String authorization;
    private final String path;
    private final String query;

    /** Combines an existing origin with a path and a query (or null), both already percent-encoded. */
    private Address(boolean secure, Address origin, String path, String query) {
        this.secure = secure;
        this.authority = origin.authority;
        this.host = origin.host;
        this.port = origin.port;
        this.authorization = origin.authorization;
        this.path = path;
        this.query = query;
    }

    /** Parses the authority {@code [user[:password]@]host[:port]}. */
    private Address(boolean secure, String written, String path, String query) {
        int at = written.lastIndexOf('@');
        String hostAndPort = written.substring(at + 1);
        int colon = hostAndPort.indexOf(':', hostAndPort.indexOf(']') + 1);
        String name = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        this.secure = secure;
        this.authorization = at < 0 ? null : authorization(written.substring(0, at));
        this.host = name.startsWith("[") ? literal(name) : host(PercentEncoding.decoded(name));
        this.port = colon < 0 ? -1 : port(hostAndPort.substring(colon + 1));
        this.authority = bracketed() + (port < 0 ? "" : ":" + port);
        this.path = path;
        this.query = query;
    }

    /**
     * Parses an absolute URL.
     *
     * @throws IllegalArgumentException if the text is invalid; the message does not quote the text, which may contain a
     *     password
     */
    public static Address parse(String text) {
        String trimmed = trimmed(text);
        int schemeEnd = schemeEnd(trimmed);
        if (schemeEnd < 0) {
            throw new IllegalArgumentException("an address must begin with http:// or https://");
        }
        return absolute(trimmed, schemeEnd);
    }

    /**
     * Resolves a URL reference relative to this address (RFC 3986, section 5.2).
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public Address resolve(String reference) {
        String text = trimmed(reference);
        int schemeEnd = schemeEnd(text);
        if (schemeEnd >= 0) {
            return absolute(text, schemeEnd);
        }
        if (text.startsWith("//")) {
            return absolute((secure ? "https:" : "http:") + text, secure ? 5 : 4);
        }
        String rest = before('#', text);
        String relative = PercentEncoding.escaped(before('?', rest));
        if (relative.isEmpty()) {
            return new Address(secure, this, path, rest.isEmpty() ? query : query(rest));
        }
        String whole = relative.startsWith("/") ? relative : path.substring(0, path.lastIndexOf('/') + 1) + relative;
        return new Address(secure, this, withoutDots(whole), query(rest));
    }

    private static String trimmed(String text) {
        String trimmed = text.strip();
        for (int i = 0; i < trimmed.length(); i++) {
            if (trimmed.charAt(i) < ' ' || trimmed.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("an address must not contain control characters");
            }
        }
        return trimmed;
    }

    /** Index of the colon after the scheme, or -1 if there is none. */
    private static int schemeEnd(String text) {
        int end = 0;
        while (end < text.length()
                && (PercentEncoding.isLetterOrDigit(text.charAt(end)) || "+-.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end > 0 && end < text.length() && text.charAt(end) == ':' ? end : -1;
    }

    private static Address absolute(String text, int schemeEnd) {
        String scheme = text.substring(0, schemeEnd);
        boolean secure = scheme.equalsIgnoreCase("https");
        if (!secure && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("an address must begin with http:// or https://, not " + scheme + ":");
        }
        if (!text.startsWith("//", schemeEnd + 1)) {
            throw new IllegalArgumentException("an address must name a host after " + scheme + "://");
        }
        String rest = before('#', text.substring(schemeEnd + 3));
        String authorityAndPath = before('?', rest);
        String authority = before('/', authorityAndPath);
        String path = authorityAndPath.substring(authority.length());
        return new Address(
                secure, authority, path.isEmpty() ? "/" : withoutDots(PercentEncoding.escaped(path)), query(rest));
    }

    private static String before(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String query(String text) {
        int mark = text.indexOf('?');
        return mark < 0 ? null : PercentEncoding.escaped(text.substring(mark + 1));
    }

    private static String authorization(String userInfo) {
        String pair = userInfo.contains(":") ? userInfo : userInfo + ":";
        if (userInfo.contains("\\")) {
            throw new IllegalArgumentException("an address must name a valid host"); // Browsers read \ as a slash.
        }
        return userInfo.isEmpty() ? null : HttpProxy.basic(PercentEncoding.decoded(pair));
    }

    private static String literal(String bracketed) {
        try {
            if (bracketed.endsWith("]") && bracketed.indexOf('%') < 0) {
                InetAddress.getByName(bracketed); // Makes no DNS request, because of the brackets.
                return bracketed.substring(1, bracketed.length() - 1);
            }
        } catch (UnknownHostException e) {
            // The exception below explains it.
        }
        throw new IllegalArgumentException("what is between [ and ] must be an IPv6 address");
    }

    private static String host(String name) {
        String host = isAscii(name) ? name : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        boolean valid = !host.isEmpty() && isAscii(host);
        for (int i = 0; i < host.length(); i++) {
            valid &= host.charAt(i) > ' ' && FORBIDDEN_IN_HOSTS.indexOf(host.charAt(i)) < 0;
        }
        if (!valid) {
            throw new IllegalArgumentException("an address must name a valid host");
        }
        return host;
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }

    private static int port(String digits) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            port = digit < 0 || digit > 9 || port > 65_535 ? 65_536 : 10 * port + digit;
        }
        if (port > 65_535) {
            throw new IllegalArgumentException("the port of an address must be a number up to 65535");
        }
        return digits.isEmpty() ? -1 : port;
    }

    /** Removes the segments {@code .} and {@code ..} (RFC 3986, section 5.2.4). */
    private static String withoutDots(String path) {
        StringBuilder clean = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            String segment = path.substring(at, end);
            if (segment.equals("/..")) {
                clean.setLength(Math.max(0, clean.lastIndexOf("/")));
            } else if (!segment.equals("/.")) {
                clean.append(segment);
            }
            if (next < 0 && (segment.equals("/.") || segment.equals("/.."))) {
                clean.append('/');
            }
            at = end;
        }
        return clean.toString();
    }

    /** Returns a copy with a query parameter appended, given as {@code name=value} and percent-encoded. */
    Address with(String parameter) {
        return new Address(secure, this, path, query == null || query.isEmpty() ? parameter : query + "&" + parameter);
    }

    /** The same address with https. */
    Address inTls() {
        return new Address(true, this, path, query);
    }

    boolean isSecure() {
        return secure;
    }

    /** The host name in ASCII, or the IP address; IPv6 addresses have no brackets. */
    public String host() {
        return host;
    }

    /** The host in URL syntax: IPv6 addresses have brackets. */
    String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    int port() {
        return port >= 0 ? port : secure ? 443 : 80;
    }

    /** {@code host[:port]}; the port is included only if the address contains it. */
    String authority() {
        return authority;
    }

    /** The target in an HTTP request line: path and query, percent-encoded. */
    String target() {
        return query == null ? path : path + "?" + query;
    }

    /** The path, unescaped. */
    public String path() {
        return PercentEncoding.decoded(path);
    }

    /** The {@code Authorization} header for the user and password in this address, or null if it contains none. */
    String authorization() {
        return authorization;
    }

    /** Whether both addresses have the same scheme, host and port. */
    boolean sameOrigin(Address other) {
        return secure == other.secure && host.equalsIgnoreCase(other.host) && port() == other.port();
    }

    /** Returns the address without user and password. */
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + authority + target();
    }
}
