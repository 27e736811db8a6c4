package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.context.SourceMatch;
import io.jenkins.containerbuild.context.SourceMatcher;
import io.jenkins.containerbuild.dockerfile.Instruction.Add;
import io.jenkins.containerbuild.dockerfile.Instruction.Copy;
import io.jenkins.containerbuild.dockerfile.Instruction.InlineFile;
import io.jenkins.containerbuild.dockerfile.Instruction.Transfer;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Progress;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Executes COPY and ADD. {@code --link} has no effect: BuildKit needs the flag to reuse a layer on another base, but
 * this builder always finds layers by content. The result is the same as in Docker Engine's image store.
 */
final class TransferRunner {
    private final BuildPlan plan;
    private final Function<String, FileTree> sources;
    private final ArchiveStore archives;
    private final RemoteFiles remote;
    private final Progress progress;
    private final long nowNanos;

    /** @param sources finds the tree for the value of {@code --from} */
    TransferRunner(
            BuildPlan plan,
            Function<String, FileTree> sources,
            ArchiveStore archives,
            RemoteFiles remote,
            Progress progress,
            long nowNanos) {
        this.plan = plan;
        this.sources = sources;
        this.archives = archives;
        this.remote = remote;
        this.progress = progress;
        this.nowNanos = nowNanos;
    }

    /** Executes the instruction and returns the files of the stage together with the added files. */
    OverlayTree run(StageState state, Transfer transfer) {
        OverlayTree changes = new OverlayTree(state.tree);
        Attributes attributes = attributes(state, transfer);
        String destination = destination(state.config.workingDirectory(), transfer.destination());
        for (String source : transfer.sources()) {
            if (transfer instanceof Add add && add.remoteSources().contains(source)) {
                bring(changes, attributes, remote(add, source), add.unpack().equals("true"), destination);
            } else {
                bringLocal(changes, attributes, transfer, source, destination);
            }
        }
        for (InlineFile file : transfer.inlineFiles()) {
            FileNode node = node(file);
            new TreeCopier(changes, attributes).copy(node, node.name(), List.of(), destination);
        }
        BaseFiles.fetchTogether(changes.changes());
        return changes;
    }

    /**
     * Makes a destination absolute. The result ends with a slash if the destination was written as a directory: with a
     * slash or {@code /.} at the end, as {@code .}, or empty.
     *
     * @param workingDirectory absolute path, or "" for the root
     * @throws io.jenkins.containerbuild.image.LimitException if the path is too long
     */
    static String destination(String workingDirectory, String written) {
        boolean directory = written.isEmpty() || written.equals(".") || written.endsWith("/") || written.endsWith("/.");
        String path = "/" + TreePath.inRoot(written.startsWith("/") ? written : workingDirectory + "/" + written);
        PathLimits.check(path.substring(1));
        return directory && !path.endsWith("/") ? path + "/" : path;
    }

    private Attributes attributes(StageState state, Transfer transfer) {
        Owner owner = transfer.chown().isEmpty()
                ? null
                : new OwnerLookup(state.tree, progress::warning).find(transfer.chown());
        ModeChange mode = transfer.chmod().isEmpty() ? null : ModeChange.parse(transfer.chmod());
        return new Attributes(owner, mode, nowNanos);
    }

    private FileNode remote(Add add, String source) {
        if (Obstacles.isGit(source)) {
            throw new StepException("the embedded builder cannot fetch git repositories, such as " + source
                    + "; use a checkout in the context, or " + Setting.BUILDER.inWords("docker"));
        }
        try {
            return remote.fetch(source, add.checksum());
        } catch (ServiceException e) {
            throw e.at(plan.dockerfile(), add.position().line());
        }
    }

    private void bringLocal(
            OverlayTree changes, Attributes attributes, Transfer transfer, String source, String destination) {
        FileTree tree = sources.apply(transfer instanceof Copy copy ? copy.from() : "");
        boolean unpack = transfer instanceof Add add && !add.unpack().equals("false");
        CopySource wanted =
                new CopySource(transfer.position().line(), List.of(source), transfer.excludes(), transfer.parents());
        for (SourceMatch match : new SourceMatcher(tree, plan.dockerfile()).match(wanted)) {
            if (match.root().isFile()) {
                bring(changes, attributes, match.root().at(TreePath.name(match.path())), unpack, destination);
            } else {
                new TreeCopier(changes, attributes)
                        .copy(match.root(), match.root().name(), match.below(), destination);
            }
        }
    }

    private void bring(OverlayTree changes, Attributes attributes, FileNode file, boolean unpack, String destination) {
        Optional<Archive> archive = unpack ? archives.open(file) : Optional.empty();
        if (archive.isPresent()) {
            new ArchiveUnpacker(changes, attributes).unpack(archive.get(), file.name(), destination);
        } else {
            new TreeCopier(changes, attributes).copy(file, file.name(), List.of(), destination);
        }
    }

    private FileNode node(InlineFile file) {
        String name = TreePath.inRoot(file.name());
        if (name.isEmpty() || name.contains("/")) {
            throw new StepException("the heredoc <<" + file.name()
                    + " is not a file name; use a name without directories, such as <<EOF");
        }
        byte[] bytes = file.content().getBytes(StandardCharsets.UTF_8);
        return FileNode.file(name, 0644, 0, 0, nowNanos, bytes.length, new InlineContent(bytes));
    }

    /** The content of a heredoc. */
    private record InlineContent(byte[] bytes) implements FileContent {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String identity() {
            return Digest.of(bytes).toString();
        }
    }
}
