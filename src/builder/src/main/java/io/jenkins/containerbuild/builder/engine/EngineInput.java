package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.context.ContextPlan;
import java.util.List;
import java.util.Map;

/**
 * The input of an engine in addition to the plan. The engine reads the Dockerfile itself.
 *
 * @param dockerfile content of the Dockerfile
 * @param target target stage as given by the user, or "" for the last stage
 * @param buildArguments build arguments as given by the user, by name
 * @param context needed files of the build context
 * @param named needed files of named contexts that are directories, by the name of the context
 * @param secrets sources of the secrets, by id
 * @param tags names that the image gets in the engine
 */
public record EngineInput(
        byte[] dockerfile,
        String target,
        Map<String, String> buildArguments,
        ContextPlan context,
        Map<String, ContextPlan> named,
        Map<String, SecretSource> secrets,
        List<String> tags) {}
