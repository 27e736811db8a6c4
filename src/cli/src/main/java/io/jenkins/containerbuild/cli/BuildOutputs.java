package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.publish.Output;
import java.util.ArrayList;
import java.util.List;

/** Destinations of the built image: {@code --output}, {@code --push} and {@code --load}. */
final class BuildOutputs {
    private BuildOutputs() {}

    /** Parses the destinations; throws {@link UsageException} if one of them is invalid. */
    static List<Output> of(Arguments arguments, List<ImageReference> tags) {
        List<Output> outputs = new ArrayList<>();
        for (String text : arguments.values("--output")) {
            outputs.add(parse(text));
        }
        if (arguments.flag("--push") && !has(Output.Registry.class, outputs)) {
            outputs.add(new Output.Registry(List.of()));
        }
        if (arguments.flag("--load") && !has(Output.Engine.class, outputs)) {
            outputs.add(new Output.Engine(List.of()));
        }
        check(outputs, tags);
        return outputs;
    }

    private static boolean has(Class<? extends Output> kind, List<Output> outputs) {
        for (Output output : outputs) {
            if (kind.isInstance(output)) {
                return true;
            }
        }
        return false;
    }

    private static void check(List<Output> outputs, List<ImageReference> tags) {
        int toStdout = 0;
        for (Output output : outputs) {
            if (output instanceof Output.Registry && output.names().isEmpty() && tags.isEmpty()) {
                throw new UsageException("no name to push the image to; add -t REF");
            }
            toStdout += isStdout(output) ? 1 : 0;
        }
        if (toStdout > 1) {
            throw new UsageException("two outputs go to standard output; give one of them a dest");
        }
        if (toStdout > 0 && System.console() != null) {
            throw new UsageException("standard output is a terminal; add dest=FILE to write the tar to a file");
        }
    }

    /** Whether an archive is written to standard output, so that nothing else may be printed there. */
    static boolean useStdout(List<Output> outputs) {
        for (Output output : outputs) {
            if (isStdout(output)) {
                return true;
            }
        }
        return false;
    }

    private static Output parse(String text) {
        try {
            return OutputSyntax.read(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static boolean isStdout(Output output) {
        return output instanceof Output.Archive archive && archive.isStdout();
    }
}
