package io.jenkins.containerbuild.builder.embedded;

import static io.jenkins.containerbuild.builder.embedded.TreeText.layer;
import static io.jenkins.containerbuild.builder.embedded.TreeText.node;
import static io.jenkins.containerbuild.builder.embedded.TreeText.nodes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.file.FileNode;
import java.util.List;
import org.junit.Test;

/** What COPY does to a tree. All expectations were seen in layers that Docker Engine 26.1 made with BuildKit. */
public class TreeCopierTest {
    private static final OverlayTree BASE = TreeText.tree(
            "d 755 0:0 etc",
            "f 644 0:0 etc/passwd root:x:0:0::/root:/bin/sh\napp:x:1000:2000::/home/app:/bin/sh\n",
            "f 644 0:0 etc/group root:x:0:\nstaff:x:50:\n",
            "d 755 0:0 opt",
            "d 2710 1234:50 opt/locked",
            "d 750 1000:2000 opt/app",
            "f 600 1000:2000 opt/app/old old",
            "l 0:0 app -> opt/app",
            "l 0:0 loop -> loop",
            "l 0:0 dangling -> opt/nowhere/deep",
            "d 700 5:6 srv",
            "d 711 7:8 srv/www",
            "f 644 0:0 srv/file x",
            "l 0:0 srv/link -> file",
            "l 0:0 out -> ../../../opt");
    private static final FileNode FILE = node("f 644 0:0 a a");
    private static final FileNode DIRECTORY = node("d 700 0:0 dir");
    private static final List<FileNode> CONTENTS = nodes(
            "f 4755 0:0=1 b b",
            "f 4755 0:0=1 hard b",
            "l 0:0 lnk -> b",
            "d 700 0:0 sub",
            "f 644 0:0 sub/c c",
            "d 2777 0:0 www");

    private final OverlayTree tree = new OverlayTree(BASE);

    private void copy(FileNode source, List<FileNode> below, String destination, String chown, String chmod) {
        new TreeCopier(tree, TreeText.attributes(chown, chmod, BASE)).copy(source, source.name(), below, destination);
    }

    private void brings(String... lines) {
        assertEquals(String.join("\n", lines), String.join("\n", layer(tree)));
    }

    @Test
    public void directoriesOnTheWayAreInTheLayerAsTheBaseHasThem() {
        copy(FILE, List.of(), "/opt/locked/x", "", "");
        brings("d 755 0:0 opt", "d 2710 1234:50 opt/locked", "f 644 0:0 opt/locked/x a");
    }

    @Test
    public void directoriesMadeBelowASetGroupIdDirectoryInheritItsGroup() {
        copy(FILE, List.of(), "/opt/locked/new/deep/", "", "");
        brings(
                "d 755 0:0 opt",
                "d 2710 1234:50 opt/locked",
                "d 2755 0:50 opt/locked/new new",
                "d 2755 0:50 opt/locked/new/deep new",
                "f 644 0:0 opt/locked/new/deep/a a");
    }

    @Test
    public void madeDirectoriesGetTheOwnerOfChown() {
        copy(FILE, List.of(), "/n/u3", "app:staff", "");
        brings("d 755 1000:50 n new", "f 644 1000:50 n/u3 a");
    }

    @Test
    public void madeDirectoriesDoNotGetTheModeOfChmod() {
        copy(FILE, List.of(), "/newdir/sub/", "", "600");
        brings("d 755 0:0 newdir new", "d 755 0:0 newdir/sub new", "f 600 0:0 newdir/sub/a a");
    }

    @Test
    public void copyMergesADirectoryAndChangesOnlyItsContent() {
        copy(DIRECTORY, CONTENTS, "/srv", "3:4", "");
        brings(
                "d 700 5:6 srv",
                "f 4755 3:4 srv/b b",
                "h srv/hard = srv/b",
                "l 3:4 srv/lnk -> b",
                "d 700 3:4 srv/sub",
                "f 644 3:4 srv/sub/c c",
                "d 2777 3:4 srv/www");
    }

    @Test
    public void linksOnTheWayAndAtItsEndAreFollowed() {
        copy(FILE, List.of(), "/app", "", "");
        brings("d 755 0:0 opt", "d 750 1000:2000 opt/app", "f 644 0:0 opt/app/a a");
    }

    @Test
    public void aLinkToAFileIsFollowedWhereItIsTheDestination() {
        copy(FILE, List.of(), "/srv/link", "", "");
        brings("d 700 5:6 srv", "f 644 0:0 srv/file a");
    }

    @Test
    public void aLinkInTheDestinationDirectoryIsReplaced() {
        copy(node("f 644 0:0 link a"), List.of(), "/srv/", "", "");
        brings("d 700 5:6 srv", "f 644 0:0 srv/link a");
    }

    @Test
    public void aDanglingLinkIsFollowed() {
        copy(FILE, List.of(), "/dangling/", "", "");
        brings(
                "d 755 0:0 opt",
                "d 755 0:0 opt/nowhere new",
                "d 755 0:0 opt/nowhere/deep new",
                "f 644 0:0 opt/nowhere/deep/a a");
    }

    @Test
    public void noLinkLeadsOutOfTheImage() {
        copy(FILE, List.of(), "/out/x", "", "");
        brings("d 755 0:0 opt", "f 644 0:0 opt/x a");
    }

    @Test
    public void dotsDoNotLeadOutOfTheImage() {
        copy(FILE, List.of(), TransferRunner.destination("/w", "../../../etc/x"), "", "");
        brings("d 755 0:0 etc", "f 644 0:0 etc/x a");
    }

    @Test
    public void theRootItselfIsInNoLayer() {
        copy(DIRECTORY, nodes("f 644 0:0 f f"), "/", "", "");
        brings("f 644 0:0 f f");
    }

    @Test
    public void aFileDoesNotReplaceADirectory() {
        StepException e =
                assertThrows(StepException.class, () -> copy(node("f 644 0:0 www a"), List.of(), "/srv/", "", ""));
        assertEquals(
                "cannot replace the directory /srv/www of the image with the file www; choose another destination",
                e.getMessage());
    }

    @Test
    public void aDirectoryDoesNotReplaceAFile() {
        StepException e =
                assertThrows(StepException.class, () -> copy(DIRECTORY, nodes("d 755 0:0 file"), "/srv", "", ""));
        assertEquals(
                "cannot copy the directory file to /srv/file, which exists in the image and is not a directory;"
                        + " choose another destination",
                e.getMessage());
    }

    @Test
    public void nothingIsPutBelowAFile() {
        StepException e = assertThrows(StepException.class, () -> copy(FILE, List.of(), "/srv/file/below", "", ""));
        assertEquals(
                "/srv/file exists in the image and is not a directory; choose another destination", e.getMessage());
    }

    @Test
    public void linksThatLeadToThemselvesEndInAnError() {
        StepException e = assertThrows(StepException.class, () -> copy(FILE, List.of(), "/loop/x", "", ""));
        assertEquals(true, e.getMessage().contains("too many symbolic links"));
    }

    @Test
    public void specialFilesAreRefused() {
        assertThrows(StepException.class, () -> copy(DIRECTORY, nodes("p fifo"), "/x/", "", ""));
    }

    @Test
    public void twoCopiesOfOneFileAreNoHardLinks() {
        copy(node("f 644 0:0=9 a a"), List.of(), "/x", "", "");
        copy(node("f 644 0:0=9 a a"), List.of(), "/y", "", "");
        brings("f 644 0:0 x a", "f 644 0:0 y a");
    }
}
