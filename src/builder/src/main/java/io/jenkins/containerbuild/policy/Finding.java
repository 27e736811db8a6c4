package io.jenkins.containerbuild.policy;

/**
 * The result of checking one rule.
 *
 * @param message what was found and, if the rule is violated, what to do
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
