package io.jenkins.containerbuild.registry;

/** Addresses of this machine itself, told by their form; nothing is looked up. */
final class Loopback {
    private Loopback() {}

    /** Whether it is {@code localhost}, in 127.0.0.0/8, or {@code ::1}. */
    static boolean is(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.startsWith("127.") && isFourNumbers(host);
    }

    /** By hand: a pattern costs a fresh process a millisecond. */
    private static boolean isFourNumbers(String host) {
        int numbers = 0;
        int digits = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= '0' && c <= '9' && digits < 3) {
                numbers += digits == 0 ? 1 : 0;
                digits++;
            } else if (c == '.' && digits > 0) {
                digits = 0;
            } else {
                return false;
            }
        }
        return numbers == 4 && digits > 0;
    }
}
