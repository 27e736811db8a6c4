package io.jenkins.containerbuild;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Resolves {@code FROM java-17} to the catalogue entry of that name, as if the entry were a named context. Stages and
 * the request's own named contexts take precedence over catalogue entries.
 */
final class CatalogueNames {
    private CatalogueNames() {}

    /**
     * Returns the request with catalogue entries added as named contexts, except entries whose name is already in use.
     */
    static BuildRequest in(BuildRequest request, byte[] dockerfile) {
        Catalogue catalogue = request.baseline().catalogue();
        if (catalogue.entries().isEmpty()) {
            return request;
        }
        Set<String> stages = stageNames(Dockerfile.parse(request.source().dockerfileName(), dockerfile));
        Set<String> own =
                request.source().contexts().stream().map(NamedContext::name).collect(Collectors.toSet());
        List<NamedContext> contexts = new ArrayList<>();
        for (NamedContext entry : catalogue.contexts()) {
            if (!stages.contains(entry.name().toLowerCase(Locale.ROOT)) && !own.contains(entry.name())) {
                contexts.add(entry);
            }
        }
        contexts.addAll(request.source().contexts());
        return request.withContexts(contexts);
    }

    private static Set<String> stageNames(Dockerfile dockerfile) {
        Set<String> names = new HashSet<>();
        for (SyntaxNode node : dockerfile.instructions()) {
            List<String> arguments = node.arguments();
            if (node.keyword().equals("FROM") && arguments.size() == 3) {
                names.add(arguments.get(2).toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
