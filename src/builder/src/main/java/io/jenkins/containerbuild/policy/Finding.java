package io.jenkins.containerbuild.policy;

/**
 * Whether a rule is kept.
 *
 * @param message what was found and, where the rule is broken, what would satisfy it
 */
public record Finding(Kept kept, String message) {

    enum Kept {
        YES,
        NO,
        UNKNOWN
    }

    static Finding kept(String message) {
        return new Finding(Kept.YES, message);
    }

    static Finding broken(String message) {
        return new Finding(Kept.NO, message);
    }

    static Finding unknown(String message) {
        return new Finding(Kept.UNKNOWN, message);
    }
}
