package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.context.ContextPlan;
import java.util.List;
import java.util.Map;

/**
 * What an engine is given beside the plan: it reads the Dockerfile itself.
 *
 * @param dockerfile the bytes of the Dockerfile
 * @param target as given, "" for the last stage
 * @param buildArguments as given
 * @param context the files that the build needs
 * @param named files that it needs of named contexts that are directories
 * @param secrets where each secret's value is, by id
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
