package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Pair;
import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.image.Platform;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Build arguments outside of stages: the predefined platform arguments and those declared before the first FROM. */
final class GlobalArguments {
    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

    private final Map<String, String> given;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> declared;

    GlobalArguments(StageOptions options, String targetStage) {
        this.given = options.buildArguments();
        Platform build = Platform.ofThisMachine();
        Platform target = options.platform();
        putPlatform("BUILD", build);
        putPlatform("TARGET", target);
        values.put("TARGETSTAGE", targetStage.isEmpty() ? "default" : targetStage);
        declared = new HashSet<>(values.keySet());
        values.replaceAll((name, value) -> given.getOrDefault(name, value));
    }

    private void putPlatform(String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "OSVERSION", "");
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant());
    }

    /**
     * Declares the arguments of an ARG instruction before the first FROM. Defaults may refer to arguments declared
     * earlier.
     */
    void declare(Instruction.Arg instruction, Expansion expansion) {
        for (Pair argument : instruction.arguments()) {
            declared.add(argument.name());
            String value = given.get(argument.name());
            if (value == null && argument.value() != null) {
                value = expansion.word(argument.value());
            }
            if (value != null) {
                values.put(argument.name(), value);
            }
        }
    }

    /** Names of the arguments that are predefined or declared before the first FROM. */
    Set<String> declared() {
        return declared;
    }

    /** The value of an argument outside of stages, or null if not set. */
    String value(String name) {
        return values.get(name);
    }

    /**
     * The value of an ARG in a stage: the user's value, else the ARG's default, else the value outside of stages, else
     * null.
     */
    String valueInStage(Pair argument) {
        String value = given.get(argument.name());
        if (value != null) {
            return value;
        }
        return argument.value() != null ? argument.value() : values.get(argument.name());
    }

    /**
     * Whether an argument need not be declared: true for proxy and platform arguments and those that BuildKit itself
     * reads.
     */
    boolean isPredefined(String name) {
        return PROXIES.contains(name.toLowerCase(Locale.ROOT))
                || name.startsWith("BUILDKIT_")
                || name.equals("SOURCE_DATE_EPOCH")
                || name.matches("(BUILD|TARGET)(PLATFORM|OS|OSVERSION|ARCH|VARIANT)|TARGETSTAGE");
    }
}
