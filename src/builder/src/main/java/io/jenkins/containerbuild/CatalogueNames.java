package io.jenkins.containerbuild;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Resolves {@code FROM java-17} to the catalogue entry of that name, as if the entry were a named context. Stages and
 * the request's own named contexts take precedence over catalogue entries.
 */
final class CatalogueNames {
    private CatalogueNames() {}

    /** Returns the request with the catalogue's entries added to its named contexts. */
    static BuildRequest in(BuildRequest request, byte[] dockerfile) {
        Catalogue catalogue = request.baseline().catalogue();
        if (catalogue.entries().isEmpty()) {
            return request;
        }
        Set<String> stages = stageNames(Dockerfile.parse(request.source().dockerfileName(), dockerfile));
        Map<String, String> contexts = new LinkedHashMap<>();
        catalogue.contexts().forEach((name, place) -> {
            if (!stages.contains(name.toLowerCase(Locale.ROOT))) {
                contexts.put(name, place);
            }
        });
        contexts.putAll(request.source().contexts());
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
