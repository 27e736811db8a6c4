package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.FindingComments;
import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.measure.Progress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Determines the active finding rules: all except those that the request, or a comment in the Dockerfile or ignore
 * file, disables.
 */
final class ActiveRules {
    private ActiveRules() {}

    /** @param progress receives warnings about comments that name unknown rules */
    static Set<FindingRule> of(BuildRequest request, byte[] dockerfile, LocalTrees trees, Progress progress) {
        Set<FindingRule> rules = EnumSet.allOf(FindingRule.class);
        rules.removeAll(request.ignoredFindings());
        List<String> lines =
                new String(dockerfile, StandardCharsets.UTF_8).lines().toList();
        IgnoreFile ignoreFile = trees.context().ignoreFile();
        rules = FindingComments.withoutIgnored(rules, request.source().dockerfileName(), lines, progress::warning);
        return FindingComments.withoutIgnored(rules, ignoreFile.name(), ignoreFile.lines(), progress::warning);
    }
}
