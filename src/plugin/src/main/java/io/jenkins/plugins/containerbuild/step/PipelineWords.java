package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;

/**
 * Phrases with which the library's messages refer to Pipeline step parameters and global Jenkins settings. The library
 * loads this class through {@code META-INF/services}, on the controller and on agents.
 */
public final class PipelineWords implements Vocabulary {
    private static final String SYSTEM = "Manage Jenkins → System";
    private static final String OURS = SYSTEM + " → Container Build";

    @Override
    public String setting(Setting setting) {
        return switch (setting) {
            case ANNOTATION -> "annotations";
            case BUILD_ARGUMENT -> "buildArgs";
            case BUILD_CONTEXT -> "baseImages";
            case BUILDER -> "builder";
            case CACHE_DIRECTORY -> "the agents' cache in " + OURS;
            case CACHE_FROM -> "cacheFrom";
            case CACHE_TO -> "cacheTo";
            case CATALOGUE -> "the base images in " + OURS;
            case COMPRESSION -> "compression";
            case DOCKERFILE -> "dockerfile, relative to context";
            case LABEL -> "labels";
            case LAYER_SPLIT -> "splitting of layers";
            case MAX_AGE -> "maxAge";
            case NO_CACHE -> "noCache: true";
            case PLATFORM -> "platform";
            case SECRET -> "secrets";
            case TARGET -> "target";
        };
    }

    @Override
    public String setting(Setting setting, String value) {
        return setting(setting) + ": '" + value + "'";
    }

    @Override
    public String waysOut() {
        return "push: true, or load: true,";
    }

    @Override
    public String waysOfManifest() {
        return "push: true";
    }

    @Override
    public String logIn(String registry) {
        return "set credentialsId to Jenkins credentials for this registry, or set them in the base image's entry in "
                + OURS;
    }

    @Override
    public String logInAsAnother(String registry) {
        return "correct them in Manage Jenkins → Credentials, or set credentialsId to others";
    }

    @Override
    public String logInToPush(String registry) {
        return "set credentialsId to Jenkins credentials with push permission";
    }

    @Override
    public String proxy() {
        return SYSTEM + " → HTTP Proxy";
    }

    @Override
    public String checkProxy(String scheme) {
        return "check the proxy in " + SYSTEM + ", its user and password, and the hosts that need no proxy";
    }

    @Override
    public String ifPlainHttp(String host) {
        return plainHttp(host);
    }

    @Override
    public String plainHttp(String host) {
        return "unencrypted HTTP is allowed only for registries on a loopback address; enable TLS on the registry";
    }

    @Override
    public String engine() {
        return "dockerServer (uri: 'tcp://HOST:PORT'), or run this on another agent";
    }

    @Override
    public String noDockerContext() {
        return "set dockerServer (uri: 'unix:///var/run/docker.sock') to use none";
    }

    @Override
    public String engineTls() {
        return "set credentialsId in dockerServer to credentials of the kind X.509 Client Certificate";
    }

    @Override
    public String noEngineTls() {
        return "leave credentialsId out of dockerServer";
    }

    @Override
    public String baseOfCatalogue() {
        return "; use one of them in FROM or in baseImages of the step, or ask an administrator to add it in " + OURS;
    }

    @Override
    public String fileOfContext() {
        return ", which is a directory of the agent's workspace: check it out, build or unstash it before this step, or"
                + " correct the path";
    }
}
