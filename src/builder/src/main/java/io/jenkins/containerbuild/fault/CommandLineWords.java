package io.jenkins.containerbuild.fault;

/** What would work on a terminal. */
final class CommandLineWords implements Vocabulary {
    @Override
    public String setting(Setting setting) {
        return setting.option();
    }

    @Override
    public String setting(Setting setting, String value) {
        return setting.option() + " " + value;
    }

    @Override
    public String waysOut() {
        return "--push, --load or -o type=oci,dest=FILE";
    }

    @Override
    public String waysOfManifest() {
        return "--push or -o type=oci,dest=FILE";
    }

    @Override
    public String logIn(String registry) {
        return "run: docker login" + (registry.equals("docker.io") ? "" : " " + registry);
    }

    @Override
    public String logInAsAnother(String registry) {
        return logIn(registry);
    }

    @Override
    public String logInToPush(String registry) {
        return "docker login " + registry + " as one who may push there";
    }

    @Override
    public String proxy() {
        return "https_proxy";
    }

    @Override
    public String checkProxy(String scheme) {
        return "check " + scheme + "_proxy, its user and password, and no_proxy for hosts that need no proxy";
    }

    @Override
    public String ifPlainHttp(String host) {
        return "if the registry speaks plain http, --insecure-registry " + host + " allows it";
    }

    @Override
    public String plainHttp(String host) {
        return "--insecure-registry " + host + " would allow it";
    }

    @Override
    public String engine() {
        return "DOCKER_HOST";
    }

    @Override
    public String noDockerContext() {
        return "DOCKER_HOST=unix:///var/run/docker.sock goes without";
    }

    @Override
    public String engineTls() {
        return "DOCKER_TLS_VERIFY=1, with its certificates in DOCKER_CERT_PATH, would work";
    }

    @Override
    public String noEngineTls() {
        return "unset DOCKER_TLS_VERIFY";
    }

    @Override
    public String baseOfCatalogue() {
        return "";
    }

    @Override
    public String fileOfContext() {
        return "";
    }
}
