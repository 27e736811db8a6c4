package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

/** Modes of {@code --chmod}: what chmod(1) of GNU coreutils makes of them with umask 0, directories included. */
public class ModeChangeTest {
    private static final String[][] CASES = {
        // change, mode before, mode after; d before a mode: of a directory
        {"755", "644", "755"},
        {"0", "644", "0"},
        {"4755", "644", "4755"},
        {"07777", "d 755", "7777"},
        {"u+x", "644", "744"},
        {"+x", "644", "755"},
        {"a-w", "666", "444"},
        {"go=", "777", "700"},
        {"u=rwX,go=rX", "d 700", "755"},
        {"u=rwX,go=rX", "664", "644"},
        {"u=rwX,go=rX", "711", "755"},
        {"a+X", "644", "644"},
        {"a+X", "744", "755"},
        {"a+X", "d 600", "711"},
        {"u+s", "755", "4755"},
        {"g+s", "755", "2755"},
        {"o+s", "755", "755"},
        {"+t", "d 777", "1777"},
        {"u+rwx,g-w+x", "660", "750"},
        {"g=u", "640", "660"},
        {"o=g-w", "660", "664"},
        {"u=rw,g=r,o=", "7777", "1640"},
        {"=r", "777", "444"},
    };

    @Test
    public void modes() {
        for (String[] line : CASES) {
            boolean directory = line[1].startsWith("d ");
            int before = Integer.parseInt(line[1].substring(directory ? 2 : 0), 8);
            assertEquals(
                    String.join(" ", line),
                    line[2],
                    Integer.toOctalString(ModeChange.parse(line[0]).apply(before, directory)));
        }
    }

    @Test
    public void invalidModesAreRefused() {
        for (String wrong : new String[] {"8", "10000", "rwx", "u", "u+q", "a+x,", "u~x", "", "u+r z"}) {
            StepException e = assertThrows(wrong, StepException.class, () -> ModeChange.parse(wrong));
            assertEquals(wrong, true, e.getMessage().startsWith("--chmod=" + wrong + " is not a mode"));
        }
    }
}
