package io.jenkins.containerbuild.builder.embedded;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/** The context of all cases of the equality suite, with everything in it that COPY and ADD may stumble on. */
final class EqualityContext {
    private static final long TIME = 1_000_000_000;

    private final Path root;
    private long time = TIME;

    private EqualityContext(Path root) {
        this.root = root;
    }

    static void write(Path root) throws IOException {
        new EqualityContext(root).write();
    }

    private void write() throws IOException {
        file("a.txt", 0644, "a\n");
        file("b.txt", 0600, "b\n");
        file("run.sh", 0755, "#!/bin/sh\necho run\n");
        file("suid", 04755, "suid\n");
        file("sgid", 02711, "sgid\n");
        file("empty", 0644, "");
        file("caf\u00e9.txt", 0644, "caf\u00e9\n");
        file("with space.txt", 0644, "space\n");
        file("odd[1].txt", 0644, "odd\n");
        file("link", 0640, "no link here\n");
        file("passwd", 0644, "root:x:0:0::/:\nlate:x:4321:8765::/:\n");
        file("dir/one", 0644, "one\n");
        file("dir/two", 0604, "two\n");
        file("dir/sub/three", 0644, "three\n");
        file("dir/sub/deeper/four", 0400, "four\n");
        file("merge/srv/www/page", 0644, "page\n");
        file("merge/opt/app/new", 0644, "new\n");
        file("web/index.html", 0644, "<html>\n");
        file("web/css/site.css", 0644, "body\n");
        file("web/.hidden", 0644, "hidden\n");
        file("web/debug.log", 0644, "log\n");
        file("web/keep.log", 0644, "kept\n");
        file("ignored/secret", 0600, "secret\n");
        file(".dockerignore", 0644, "ignored\n**/*.log\n!**/keep.log\n");
        file("hard/x", 0644, "hard\n");
        Files.createLink(root.resolve("hard/y"), root.resolve("hard/x"));
        link("link-file", "a.txt");
        link("link-dir", "dir");
        link("dir/rel", "one");
        link("dir/abs", "/etc/passwd");
        link("dir/dangling", "nowhere");
        archives();
        directories();
    }

    private void file(String path, int mode, String content) throws IOException {
        file(path, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String path, int mode, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        attributes(file, mode);
    }

    /** Each file has a time of its own, with a part of a second that layers do not keep. */
    private void attributes(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
        Files.setLastModifiedTime(path, FileTime.from(++time * 1000 + 123, TimeUnit.MILLISECONDS));
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    private void directories() throws IOException {
        Files.createDirectories(root.resolve("dir/emptydir"));
        Files.createDirectories(root.resolve("dir/sticky"));
        String[][] modes = {
            {"dir/sub/deeper", "700"},
            {"dir/sub", "750"},
            {"dir/emptydir", "711"},
            {"dir/sticky", "1777"},
            {"dir", "2750"},
            {"hard", "755"},
            {"merge/srv/www", "755"},
            {"merge/srv", "775"},
            {"merge/opt/app", "701"},
            {"merge/opt", "711"},
            {"merge", "700"},
            {"web/css", "755"},
            {"web", "755"}
        };
        for (String[] mode : modes) {
            attributes(root.resolve(mode[0]), Integer.parseInt(mode[1], 8));
        }
    }

    private void archives() throws IOException {
        byte[] tar = tar(
                "d 750 5:6 top/",
                "f 640 5:6 top/file content",
                "l top/link -> file",
                "h top/hard -> top/file",
                "f 644 0:0 implied/deep/x x");
        file("arch.tar", 0644, tar);
        file("arch.tar.gz", 0644, compressed(tar, GZIPOutputStream::new));
        file("arch.tar.bz2", 0644, compressed(tar, BZip2CompressorOutputStream::new));
        file("arch.tar.xz", 0644, compressed(tar, XZCompressorOutputStream::new));
        file("arch.tar.zst", 0644, compressed(tar, ZstdOutputStream::new));
        file("plain.gz", 0644, compressed("text\n".getBytes(StandardCharsets.UTF_8), GZIPOutputStream::new));
        file("text.tar", 0644, "no archive\n");
        file("empty.tar", 0644, new byte[0]);
        file(
                "over.tar",
                0644,
                tar(
                        "d 711 9:9 ./",
                        "d 751 9:9 ./srv/",
                        "f 644 9:9 ./srv/link a file now",
                        "l ./etc/motd -> passwd",
                        "f 644 9:9 ./app/new through the link",
                        "f 600 0:0 ./opt/locked/x x",
                        "p ./srv/pipe",
                        "f 644 0:0 ./srv/file first",
                        "f 644 0:0 ./srv/file second"));
        file(
                "evil.tar",
                0644,
                tar(
                        "f 644 0:0 ../../etc/up up",
                        "f 644 0:0 /absolute absolute",
                        "l out -> /",
                        "f 644 0:0 out/through through",
                        "l far -> ../../../..",
                        "f 644 0:0 far/beyond beyond"));
    }

    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] compressed(byte[] bytes, Compressor compressor) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream out = compressor.over(result)) {
            out.write(bytes);
        }
        return result.toByteArray();
    }

    /** Members as {@code d MODE UID:GID PATH}, {@code f MODE UID:GID PATH CONTENT}, {@code l PATH -> TARGET}, {@code h …}, {@code p PATH}. */
    private static byte[] tar(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            for (String member : members) {
                put(tar, member.split(" ", 5));
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String[] words) throws IOException {
        boolean owned = words[0].equals("d") || words[0].equals("f");
        byte type =
                switch (words[0]) {
                    case "d" -> TarConstants.LF_DIR;
                    case "l" -> TarConstants.LF_SYMLINK;
                    case "h" -> TarConstants.LF_LINK;
                    case "p" -> TarConstants.LF_FIFO;
                    default -> TarConstants.LF_NORMAL;
                };
        TarArchiveEntry entry = new TarArchiveEntry(owned ? words[3] : words[1], type, true);
        entry.setMode(owned ? Integer.parseInt(words[1], 8) : 0640);
        if (owned) {
            String[] owner = words[2].split(":");
            entry.setIds(Integer.parseInt(owner[0]), Integer.parseInt(owner[1]));
        } else if (!words[0].equals("p")) {
            entry.setLinkName(words[3]);
            entry.setIds(5, 6);
        }
        byte[] content = (words.length > 4 ? words[4] : "").getBytes(StandardCharsets.UTF_8);
        entry.setSize(content.length);
        entry.setLastModifiedTime(FileTime.from(TIME - 1000, TimeUnit.SECONDS));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
