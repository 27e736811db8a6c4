package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a stage's image while {@link Instruction#applyTo} applies its instructions one after the other.
 * It starts as in BuildKit: it keeps those members of the base image's configuration that the OCI specification or
 * Docker's extension of it define, drops all others, clears {@code OnBuild}, and sets {@code PATH} if it is not set.
 */
public final class ConfigState {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final JsonObject base;
    private final Platform platform;
    private final Environment environment = new Environment();
    private final Map<String, Object> container;
    private final Map<String, String> buildArguments = new LinkedHashMap<>();
    private String author;
    private boolean commandGiven;

    private ConfigState(JsonObject base, Platform platform, JsonObject container, String author) {
        this.base = base;
        this.platform = platform;
        this.container = ContainerConfig.mutable(container);
        this.author = author;
        for (String entry : container.strings("Env")) {
            environment.putBase(entry);
        }
        if (environment.variable("PATH") == null) {
            environment.put("PATH", DEFAULT_PATH);
        }
    }

    /** The initial configuration for {@code FROM scratch} and for a base without a configuration. */
    public static ConfigState scratch(Platform platform) {
        return new ConfigState(
                JsonObject.empty(), platform, new JsonObject(new LinkedHashMap<>(Map.of("WorkingDir", "/"))), "");
    }

    /**
     * The initial configuration for a base image. It drops ONBUILD triggers: read them from
     * {@link ImageConfig#onBuild()}.
     */
    public static ConfigState of(ImageConfig image) {
        return new ConfigState(
                image.json(),
                image.platform(),
                ContainerConfig.known(image.container()),
                image.json().string("author"));
    }

    /**
     * The initial configuration for a stage that starts from this one. It inherits the values of build arguments, but
     * not ONBUILD triggers, and not the list of declared build arguments that the history of a RUN shows.
     */
    public ConfigState child() {
        ConfigState child = new ConfigState(base, platform, ContainerConfig.known(container()), author);
        child.environment.inherit(environment);
        return child;
    }

    /** Working directory, not normalised; "" if not set, which means {@code /}. */
    public String workingDirectory() {
        return text("WorkingDir");
    }

    /** The value of {@code USER}, or "" if not set. */
    public String user() {
        return text("User");
    }

    private String text(String member) {
        return new JsonObject(container).string(member);
    }

    /** Environment variables of containers, in the order in which they were first set; without build arguments. */
    public Map<String, String> environment() {
        return environment.configuredPairs();
    }

    /** The command that runs instructions in shell form, {@code /bin/sh -c} if not set. */
    public List<String> shell() {
        List<String> shell = new JsonObject(container).strings("Shell");
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    /** Sets labels of the command line. They override those of the Dockerfile and add no entry to the history. */
    public void addLabels(Map<String, String> labels) {
        labels.forEach((name, value) -> put("Labels", name, value));
    }

    /** The current member {@code config} of the image's configuration, in BuildKit's order of members. */
    public JsonObject container() {
        return new JsonObject(ContainerConfig.ordered(container, environment.configured()));
    }

    /**
     * The complete configuration of the image.
     *
     * @param created creation time in RFC 3339 format
     * @param history all entries of the history, starting with those of the base image
     * @param diffIds digests of all uncompressed layers, starting with those of the base image
     */
    public ImageConfig toImage(String created, List<JsonObject> history, List<Digest> diffIds) {
        Map<String, Object> image = new TreeMap<>();
        image.put("architecture", platform.architecture());
        image.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            image.put("variant", platform.variant());
        }
        for (String name : List.of("os.version", "os.features")) {
            if (base.has(name)) {
                image.put(name, base.members().get(name));
            }
        }
        if (!author.isEmpty()) {
            image.put("author", author);
        }
        image.put("created", created);
        image.put("config", container().members());
        image.put("history", history.stream().map(JsonObject::members).toList());
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        image.put("rootfs", rootfs);
        return new ImageConfig(new JsonObject(image));
    }

    /** The value of an environment variable or build argument, or null if not set. */
    String variable(String name) {
        return environment.variable(name);
    }

    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /**
     * Declares a build argument.
     *
     * @param value value, or null if the argument has none
     */
    void declare(String name, String value) {
        if (value != null) {
            environment.putArgument(name, value);
        }
        buildArguments.put(name, value == null ? "" : value);
    }

    /** {@code name=value} of each declared build argument, with the value that a command sees. */
    List<String> declared() {
        List<String> result = new ArrayList<>();
        buildArguments.forEach((name, value) -> {
            String seen = variable(name);
            result.add(name + "=" + (seen == null ? value : seen));
        });
        return result;
    }

    void set(String member, Object value) {
        container.put(member, value);
    }

    /** Adds an entry to a member that is a map. */
    @SuppressWarnings("unchecked")
    void put(String member, String key, Object value) {
        ((Map<String, Object>) container.computeIfAbsent(member, absent -> new TreeMap<String, Object>()))
                .put(key, value);
    }

    /** Adds keys to a member whose values are empty objects. */
    void putAll(String member, List<String> keys) {
        for (String key : keys) {
            put(member, key, Map.of());
        }
    }

    /** Adds an element to a member that is a list. */
    @SuppressWarnings("unchecked")
    void append(String member, String value) {
        ((List<Object>) container.computeIfAbsent(member, absent -> new ArrayList<>())).add(value);
    }

    void setAuthor(String name) {
        author = name;
    }

    /** Sets CMD. A later ENTRYPOINT keeps a CMD that was set in this stage and removes one that comes from the base. */
    void setCommand(List<String> command) {
        container.put("Cmd", command);
        container.put("ArgsEscaped", true);
        commandGiven = true;
    }

    void setEntrypoint(List<String> entrypoint) {
        container.put("Entrypoint", entrypoint);
        if (!commandGiven) {
            container.remove("Cmd");
        }
    }

    /** The words of the command joined to one argument, with the shell's command before it. */
    List<String> inShell(List<String> command) {
        List<String> result = new ArrayList<>(shell());
        result.add(String.join(" ", command));
        return Collections.unmodifiableList(result);
    }
}
