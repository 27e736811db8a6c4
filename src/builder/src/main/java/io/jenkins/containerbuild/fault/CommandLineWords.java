package io.jenkins.containerbuild.fault;

/** The phrases for users of the command line. */
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
        return "run: docker login " + registry + " as a user who may push there";
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
        return "if the registry uses unencrypted HTTP, add --insecure-registry " + host;
    }

    @Override
    public String plainHttp(String host) {
        return "add --insecure-registry " + host + " to allow it";
    }

    @Override
    public String engine() {
        return "DOCKER_HOST";
    }

    @Override
    public String noDockerContext() {
        return "set DOCKER_HOST=unix:///var/run/docker.sock to use none";
    }

    @Override
    public String engineTls() {
        return "set DOCKER_TLS_VERIFY=1, with the certificates in DOCKER_CERT_PATH";
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
