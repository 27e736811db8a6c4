package io.jenkins.containerbuild.policy;

/**
 * The result of checking one rule.
 *
 * @param message what was found and, if the rule is violated, what to do
 */
record RuleResult(Kept kept, String message) {

    enum Kept {
        YES,
        NO,
        UNKNOWN
    }

    static RuleResult kept(String message) {
        return new RuleResult(Kept.YES, message);
    }

    static RuleResult broken(String message) {
        return new RuleResult(Kept.NO, message);
    }

    static RuleResult unknown(String message) {
        return new RuleResult(Kept.UNKNOWN, message);
    }
}
