package io.jenkins.containerbuild.notification;

import io.jenkins.containerbuild.image.JsonObject;

/** The formats in which registries send notifications. */
public enum NotificationFormat {
    /** The format of CNCF Distribution (docker-registry) and of registries built on it. */
    DISTRIBUTION {
        @Override
        void read(JsonObject body, NotificationBuilder told) {
            body.objects("events").forEach(event -> distribution(event, told));
        }
    },

    /** The "ECR Image Action" event of Amazon ECR, as delivered by EventBridge. */
    ECR {
        @Override
        void read(JsonObject body, NotificationBuilder told) {
            if (!body.string("source").equals("aws.ecr")) {
                return;
            }
            String region = body.string("region");
            String registry = body.string("account") + ".dkr.ecr." + region + ".amazonaws.com"
                    + (region.startsWith("cn-") ? ".cn" : "");
            JsonObject detail = body.object("detail");
            told.scope(registry);
            if (body.string("detail-type").equals("ECR Image Action")
                    && detail.string("action-type").equals("PUSH")
                    && detail.string("result").equals("SUCCESS")) {
                told.pushed(registry, detail.string("repository-name"), detail.string("image-tag"));
            }
        }
    },

    /** Docker Hub's webhook, which is configured per repository. */
    DOCKER_HUB {
        @Override
        void read(JsonObject body, NotificationBuilder told) {
            String repository = body.object("repository").string("repo_name");
            String name = repository.contains("/") ? repository : "library/" + repository;
            told.pushed("docker.io", name, body.object("push_data").string("tag"));
            told.scope("docker.io", name);
        }
    },

    /** Harbor's webhook of type http, which is configured per project, in the default format or as CloudEvents. */
    HARBOR {
        @Override
        void read(JsonObject body, NotificationBuilder told) {
            JsonObject data = body.object(body.has("specversion") ? "data" : "event_data");
            String repository = data.object("repository").string("repo_full_name");
            String type = body.string("type");
            boolean push = type.equals("PUSH_ARTIFACT") || type.equals("harbor.artifact.pushed");
            for (JsonObject resource : data.objects("resources")) {
                String registry = host(resource.string("resource_url"));
                told.scope(registry, repository.substring(0, Math.max(0, repository.indexOf('/'))));
                if (push) {
                    told.pushed(registry, repository, resource.string("tag"));
                }
            }
        }
    };

    /**
     * Reads the body of a request. Events other than pushes, and pushes without a tag or with invalid names, are
     * ignored.
     *
     * @throws IllegalArgumentException if the body is not a JSON object, or if a member has the wrong type
     */
    public Notification read(byte[] body) {
        NotificationBuilder told = new NotificationBuilder();
        read(JsonObject.parse(body), told);
        return told.build();
    }

    abstract void read(JsonObject body, NotificationBuilder told);

    /** Reads one event. Events for blobs, and for manifests pushed by digest, have no tag and add no image. */
    private static void distribution(JsonObject event, NotificationBuilder told) {
        String asked = event.object("request").string("host");
        String registry = asked.isEmpty() ? host(event.object("target").string("url")) : asked;
        told.scope(registry);
        if (event.string("action").equals("push")) {
            JsonObject target = event.object("target");
            told.pushed(registry, target.string("repository"), target.string("tag"));
        }
    }

    /** The host and port of an address with or without a scheme. */
    private static String host(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address : address.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }
}
