package io.jenkins.containerbuild.registry;

/** Addresses of this machine itself, told by their form; nothing is looked up. */
final class Loopback {
    private Loopback() {}

    /** Whether it is {@code localhost}, in 127.0.0.0/8, or {@code ::1}. */
    static boolean is(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.startsWith("127.") && host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
