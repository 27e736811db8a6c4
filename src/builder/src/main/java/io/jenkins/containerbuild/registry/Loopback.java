package io.jenkins.containerbuild.registry;

/** Recognises loopback addresses by their text, without a DNS lookup. */
final class Loopback {
    private Loopback() {}

    /** Whether the host is {@code localhost}, an address in 127.0.0.0/8, or {@code ::1}. */
    static boolean is(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
