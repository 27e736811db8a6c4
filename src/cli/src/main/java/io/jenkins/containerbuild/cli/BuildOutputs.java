package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.publish.Output;
import java.util.ArrayList;
import java.util.List;

/** Where a build's image goes: {@code --output} and {@code --push}. */
final class BuildOutputs {
    private BuildOutputs() {}

    /** Reads them; throws {@link UsageException} for those that cannot be. */
    static List<Output> of(Arguments arguments, List<ImageReference> tags) {
        List<Output> outputs = new ArrayList<>();
        for (String text : arguments.values("--output")) {
            Output output = parse(text);
            if (output instanceof Output.Engine) {
                throw UsageException.notYet("--output type=docker without dest");
            }
            outputs.add(output);
        }
        if (arguments.flag("--push") && outputs.stream().noneMatch(Output.Registry.class::isInstance)) {
            outputs.add(new Output.Registry(List.of()));
        }
        for (Output output : outputs) {
            if (output instanceof Output.Registry && output.names().isEmpty() && tags.isEmpty()) {
                throw new UsageException("there is no name to push the image under; add -t REF");
            }
        }
        if (outputs.stream().filter(BuildOutputs::isStdout).count() > 1) {
            throw new UsageException("two outputs go to standard output; give one of them a dest");
        }
        return outputs;
    }

    private static Output parse(String text) {
        try {
            return Output.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    static boolean isStdout(Output output) {
        return output instanceof Output.Archive archive && archive.isStdout();
    }
}
