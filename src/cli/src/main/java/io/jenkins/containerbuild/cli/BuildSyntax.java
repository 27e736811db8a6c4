package io.jenkins.containerbuild.cli;

import static io.jenkins.containerbuild.cli.Syntax.flag;
import static io.jenkins.containerbuild.cli.Syntax.list;
import static io.jenkins.containerbuild.cli.Syntax.unsupported;
import static io.jenkins.containerbuild.cli.Syntax.value;

/** The options of {@code build}: the options of {@code docker buildx build}, and additional options of this tool. */
final class BuildSyntax {
    private BuildSyntax() {}

    static Syntax create() {
        return new Syntax(
                "build [options] CONTEXT",
                "Builds an image from a Dockerfile.",
                list("REF", "Name of the image; repeatable", "-t", "--tag"),
                Options.file(),
                Options.target(),
                Options.buildArg(),
                list("K=V", "Label of the image", "--label"),
                list("K=V", "Annotation of the manifest", "--annotation"),
                Options.platform(),
                Options.buildContext(),
                flag("Push the image: -o type=registry", "--push"),
                flag("Load the image into the engine: -o type=docker", "--load"),
                list("OUTPUT", "type=oci|docker,dest=F; type=oci,tar=false,dest=DIR; type=registry", "-o", "--output"),
                value("FILE", "Write digests and names as JSON", "--metadata-file"),
                value("FILE", "Write the ID of the image", "--iidfile"),
                value("NAME", "auto, embedded, docker, buildkit:ADDRESS or buildx[:NAME] (default: auto)", "--builder"),
                flag("Run every instruction and ignore the results of earlier builds", "--no-cache"),
                flag("Look up base images again", "--pull"),
                list("SECRET", "Secret for RUN --mount=type=secret: id=X,src=FILE or id=X,env=NAME", "--secret"),
                list("CACHE", "Take layers from REF or type=registry,ref=REF", "--cache-from"),
                list(
                        "CACHE",
                        "Export layers: type=inline; with buildkit:ADDRESS also type=registry,ref=REF",
                        "--cache-to"),
                value("KIND", "auto, plain, tty or quiet (default: auto)", "--progress"),
                flag("Print only the ID of the image", "-q", "--quiet"),
                Options.catalogue(),
                Options.ignoreFinding(),
                value("D", "Maximum age of a reused image with RUN; 0 reuses none (default: 24h)", "--max-age"),
                value("DIR", "Record the build for container-build report", "--history"),
                value("F.json", "Write what was done, with times and bytes", "--report"),
                value("auto|off", "Split large layers, so that a change rebuilds a small one", "--layer-split"),
                value("gzip|zstd", "Compression of layers (default: gzip)", "--compression"),
                Options.insecureRegistry(),
                Options.cacheDirectory(),
                unsupported("--add-host"),
                unsupported("--allow"),
                unsupported("--attest"),
                unsupported("--call"),
                unsupported("--cgroup-parent"),
                unsupported("--check"),
                unsupported("--network"),
                unsupported("--no-cache-filter"),
                unsupported("--provenance"),
                unsupported("--sbom"),
                unsupported("--shm-size"),
                unsupported("--ssh"),
                unsupported("--ulimit"));
    }
}
