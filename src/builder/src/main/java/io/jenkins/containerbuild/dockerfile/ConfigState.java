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
 * The configuration of a stage's image while its instructions are applied one after the other, by {@link Instruction#applyTo}. It starts
 * where BuildKit starts: of a base's configuration the members of the OCI specification and of Docker's extension of it are kept, others
 * are dropped, {@code OnBuild} is cleared, {@code PATH} is set if it is not.
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

    /** Of {@code FROM scratch}, and of a base without a configuration. */
    public static ConfigState scratch(Platform platform) {
        return new ConfigState(
                JsonObject.empty(), platform, new JsonObject(new LinkedHashMap<>(Map.of("WorkingDir", "/"))), "");
    }

    /** Of an image. Its ONBUILD triggers are to be read before, from {@link ImageConfig#onBuild()}. */
    public static ConfigState of(ImageConfig image) {
        return new ConfigState(
                image.json(),
                image.platform(),
                ContainerConfig.known(image.container()),
                image.json().string("author"));
    }

    /**
     * Of a stage that starts from the stage whose state this is. The values of build arguments are inherited; ONBUILD triggers are not, nor
     * is what the history of a RUN tells of build arguments.
     */
    public ConfigState child() {
        ConfigState child = new ConfigState(base, platform, ContainerConfig.known(container()), author);
        child.environment.inherit(environment);
        return child;
    }

    /** Absolute, not normalised; "" where nothing sets it, which means {@code /}. */
    public String workingDirectory() {
        return text("WorkingDir");
    }

    /** As {@code USER} gave it; "" where nothing sets it. */
    public String user() {
        return text("User");
    }

    private String text(String member) {
        return new JsonObject(container).string(member);
    }

    /** The environment of containers, in its order. */
    public Map<String, String> environment() {
        return environment.configuredPairs();
    }

    /** What puts a command in shell form to work. */
    public List<String> shell() {
        List<String> shell = new JsonObject(container).strings("Shell");
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    /** Labels of the command line, which win over those of the Dockerfile and leave no trace in the history. */
    public void addLabels(Map<String, String> labels) {
        labels.forEach((name, value) -> put("Labels", name, value));
    }

    /** The member {@code config} of the image's configuration as it is now, members in the order in which BuildKit writes them. */
    public JsonObject container() {
        return new JsonObject(ContainerConfig.ordered(container, environment.configured()));
    }

    /**
     * The whole configuration.
     *
     * @param created RFC 3339
     * @param history all of it, the base's first
     * @param diffIds of all layers, the base's first
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

    /** The value of an environment variable or build argument; null where it is not set. */
    String variable(String name) {
        return environment.variable(name);
    }

    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /** @param value null where the argument is declared and has no value */
    void declare(String name, String value) {
        if (value != null) {
            environment.putArgument(name, value);
        }
        buildArguments.put(name, value == null ? "" : value);
    }

    /** {@code name=value} of each build argument that is declared, with the value that a command sees. */
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

    /** Adds to a member that is a map. */
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

    /** Adds to a member that is a list. */
    @SuppressWarnings("unchecked")
    void append(String member, String value) {
        ((List<Object>) container.computeIfAbsent(member, absent -> new ArrayList<>())).add(value);
    }

    void setAuthor(String name) {
        author = name;
    }

    /** A command of this stage outlives an ENTRYPOINT that follows; one of the base does not. */
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

    /** The command with the shell before it. */
    List<String> inShell(List<String> command) {
        List<String> result = new ArrayList<>(shell());
        result.add(String.join(" ", command));
        return Collections.unmodifiableList(result);
    }
}
