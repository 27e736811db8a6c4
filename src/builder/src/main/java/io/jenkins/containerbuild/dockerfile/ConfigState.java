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
 * The image configuration of a stage, which {@link Instruction#applyTo} updates instruction by instruction. As in
 * BuildKit, the initial configuration contains only the members of the base image's configuration that the OCI
 * specification or Docker's extension defines; {@code OnBuild} is cleared, and {@code PATH} is set if it is missing.
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
     * The initial configuration for a base image, without the ONBUILD triggers that {@link ImageConfig#onBuild()}
     * returns.
     */
    public static ConfigState of(ImageConfig image) {
        return new ConfigState(
                image.json(),
                image.platform(),
                ContainerConfig.known(image.container()),
                image.json().string("author"));
    }

    /**
     * The initial configuration for a stage whose base is this stage. It inherits the values of build arguments. It
     * does not inherit ONBUILD triggers and the list of declared build arguments that history entries of RUN show.
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

    /**
     * The environment variables that containers get, without build arguments, in the order in which they were first
     * set.
     */
    public Map<String, String> environment() {
        return environment.configuredPairs();
    }

    /** The command that runs instructions in shell form, {@code /bin/sh -c} if not set. */
    public List<String> shell() {
        List<String> shell = new JsonObject(container).strings("Shell");
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    /** Sets the labels given on the command line. They override labels of the Dockerfile and add no history entry. */
    public void addLabels(Map<String, String> labels) {
        labels.forEach((name, value) -> put("Labels", name, value));
    }

    /** The current {@code config} object of the image configuration, with its members in BuildKit's order. */
    public JsonObject container() {
        return new JsonObject(ContainerConfig.ordered(container, environment.configured()));
    }

    /**
     * The complete image configuration.
     *
     * @param created creation time in RFC 3339 format
     * @param history all history entries, starting with those of the base image
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

    /** The declared build arguments as {@code name=value}, with the values that commands see. */
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

    /** Adds an entry to a member of the configuration that is a map. */
    @SuppressWarnings("unchecked")
    void put(String member, String key, Object value) {
        ((Map<String, Object>) container.computeIfAbsent(member, absent -> new TreeMap<String, Object>()))
                .put(key, value);
    }

    /** Adds keys to a member of the configuration that maps each key to an empty object. */
    void putAll(String member, List<String> keys) {
        for (String key : keys) {
            put(member, key, Map.of());
        }
    }

    /** Adds an element to a member of the configuration that is a list. */
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

    /** Joins the words of the command into one argument and puts the shell command before it. */
    List<String> inShell(List<String> command) {
        List<String> result = new ArrayList<>(shell());
        result.add(String.join(" ", command));
        return Collections.unmodifiableList(result);
    }
}
