package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.testing.ImageFixture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** An image as engines make them, of few names, so that layers meet. */
final class RandomImage {
    private static final String[] NAMES = {"a", "b", "a-b", "a.b", "c d"};

    private final Random random;
    private final ImageFixture fixture = new ImageFixture();
    private final StringBuilder steps = new StringBuilder();

    /** What stands where: d, f or l. */
    private final TreeMap<String, Character> state = new TreeMap<>();

    private final Set<String> inThisLayer = new HashSet<>();

    RandomImage(Random random) {
        this.random = random;
        for (int layer = 0; layer < 4; layer++) {
            Set<String> lower = new HashSet<>(state.keySet());
            inThisLayer.clear();
            for (int i = 0; i < 12; i++) {
                step(lower);
            }
            fixture.file("layer" + layer, 0644, 0, 0, "" + layer).layer();
            steps.append("--\n");
        }
    }

    ImageFixture fixture() {
        return fixture;
    }

    String steps() {
        return steps.toString();
    }

    private void step(Set<String> lower) {
        String path = NAMES[random.nextInt(NAMES.length)];
        for (int depth = random.nextInt(3); depth > 0 && state.getOrDefault(path, 'd') == 'd'; depth--) {
            path += "/" + NAMES[random.nextInt(NAMES.length)];
        }
        if (inThisLayer.contains(path)) {
            return;
        }
        int mode = 0500 + random.nextInt(256);
        int owner = random.nextInt(3) * 1000;
        boolean there = state.containsKey(path);
        boolean touched = touched(path);
        int kind = random.nextInt(10);
        if (there && lower.contains(path) && !touched && kind < 3) {
            fixture.whiteout(path);
            remove(path);
            note("whiteout", path);
            lower.removeIf(under(path));
        } else if (state.getOrDefault(path, 'd') == 'd' && kind < 6) {
            fixture.folder(path, mode, owner, owner);
            put(path, 'd');
            if (there && lower.contains(path) && !touched && kind == 5) {
                fixture.file(path + "/.wh..wh..opq", 0, 0, 0, "");
                removeBelow(path);
                note("opaque", path);
            }
            note("folder", path);
        } else if (state.getOrDefault(path, 'f') != 'd') {
            if (kind < 9) {
                fixture.file(path, mode, owner, owner, path + random.nextInt());
                put(path, 'f');
                note("file", path);
            } else {
                fixture.link(path, "target" + random.nextInt(5));
                put(path, 'l');
                note("link", path);
            }
        }
    }

    private boolean touched(String path) {
        return inThisLayer.stream().anyMatch(under(path));
    }

    private static java.util.function.Predicate<String> under(String path) {
        return each -> each.equals(path) || each.startsWith(path + "/");
    }

    private void note(String what, String path) {
        inThisLayer.add(path);
        steps.append(what).append(' ').append(path).append('\n');
    }

    private void put(String path, char what) {
        state.put(path, what);
        List<String> parents = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            parents.add(path.substring(0, slash));
        }
        parents.forEach(parent -> state.putIfAbsent(parent, 'd'));
    }

    private void remove(String path) {
        state.keySet().removeIf(under(path));
    }

    private void removeBelow(String path) {
        state.keySet().removeIf(each -> each.startsWith(path + "/"));
    }
}
