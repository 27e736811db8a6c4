package io.jenkins.containerbuild.cli;

import static io.jenkins.containerbuild.cli.Option.flag;
import static io.jenkins.containerbuild.cli.Option.later;
import static io.jenkins.containerbuild.cli.Option.list;
import static io.jenkins.containerbuild.cli.Option.value;

/** The options of {@code build}: those of {@code docker buildx build}, and some of our own. */
final class BuildSyntax {
    private BuildSyntax() {}

    static Syntax create() {
        return new Syntax(
                "build [options] CONTEXT",
                "Builds an image from a Dockerfile.",
                list("--tag", "REF", "Name of the image; several may be given").withLetter("-t"),
                Options.FILE,
                Options.TARGET,
                Options.BUILD_ARG,
                list("--label", "K=V", "Label of the image"),
                list("--annotation", "K=V", "Annotation of the manifest"),
                Options.PLATFORM,
                Options.BUILD_CONTEXT,
                flag("--push", "Push the image: -o type=registry"),
                flag("--load", "Load the image into the engine: -o type=docker"),
                list("--output", "OUTPUT", "type=oci|docker,dest=F; type=oci,tar=false,dest=DIR; type=registry")
                        .withLetter("-o"),
                value("--metadata-file", "FILE", "Write digests and names as JSON"),
                value("--iidfile", "FILE", "Write the image's id"),
                value("--builder", "NAME", "auto, embedded, docker, buildx[:NAME] (default: auto)"),
                flag("--no-cache", "Make every layer anew"),
                flag("--pull", "Look bases up again"),
                list("--secret", "SECRET", "id=X,src=FILE or id=X,env=NAME: what RUN --mount=type=secret gets"),
                list("--cache-from", "CACHE", "Take layers from REF or type=registry,ref=REF"),
                list("--cache-to", "CACHE", "Leave layers in the image: type=inline; buildx: type=registry,ref=REF"),
                value("--progress", "KIND", "auto, plain, tty, quiet (default: auto)"),
                flag("--quiet", "Print nothing but the image's id").withLetter("-q"),
                Options.CATALOGUE,
                value("--max-age", "D", "Reuse an image with RUN up to this age; 0 never (default: 24h)"),
                value(
                        "--history",
                        "DIR",
                        "Record the build for container-build report; links to BUILD_NUMBER, BUILD_URL"),
                value("--report", "F.json", "Write what was done, with times and bytes"),
                value("--layer-split", "auto|off", "Split big layers, so that a change re-makes a small one"),
                value("--compression", "gzip|zstd", "How layers are compressed (default: gzip)"),
                Options.INSECURE_REGISTRY,
                Options.CACHE_DIR,
                later("--add-host"),
                later("--allow"),
                later("--attest"),
                later("--call"),
                later("--cgroup-parent"),
                later("--check"),
                later("--network"),
                later("--no-cache-filter"),
                later("--provenance"),
                later("--sbom"),
                later("--shm-size"),
                later("--ssh"),
                later("--ulimit"));
    }
}
