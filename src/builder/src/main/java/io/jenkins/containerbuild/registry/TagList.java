package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.registry.Ask.Access;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The tags of a repository, which come page by page (OCI distribution specification, listing tags). */
final class TagList {
    /** A registry gives a hundred or a thousand tags at once. */
    private static final int MOST_PAGES = 1000;

    private static final int LARGEST_PAGE = 4 << 20;

    private final Session session;
    private final String repository;
    private final List<String> tags = new ArrayList<>();

    TagList(Session session, String repository) {
        this.session = session;
        this.repository = repository;
    }

    /** All of them, in the registry's order; none where there is no such repository. */
    List<String> read() {
        URI uri = session.endpoint().uri(repository + "/tags/list");
        for (int pages = 0; uri != null; pages++) {
            Ask ask = new Ask("list tags", repository, Access.PULL, Request.get(uri));
            if (pages == MOST_PAGES) {
                throw session.failure(ask).wrong("the list has more than " + MOST_PAGES + " pages");
            }
            uri = session.send(ask, response -> readPage(ask, response));
        }
        return tags;
    }

    /** Returns where the next page is, or null. */
    private URI readPage(Ask ask, Response response) throws IOException {
        if (response.status() == 404) {
            return null;
        }
        if (response.status() != 200) {
            throw session.failure(ask).answered(response, 1);
        }
        try {
            tags.addAll(JsonObject.parse(response.bytes(LARGEST_PAGE)).strings("tags"));
        } catch (IllegalArgumentException e) {
            throw session.failure(ask).wrong(e.getMessage());
        }
        String link = response.header("Link").orElse("");
        int end = link.indexOf('>');
        return link.startsWith("<") && end > 0 && link.contains("rel=\"next\"")
                ? Endpoint.resolve(ask.request().uri(), link.substring(1, end))
                : null;
    }
}
