package io.jenkins.plugins.containerbuild.step;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What no log may show. Words that are too short would hide half of it. */
final class Masks implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int SHORTEST_WORD = 3;
    /** A file has lines such as {@code true} or {@code [user]}, too. */
    private static final int SHORTEST_LINE = 8;

    private final ArrayList<String> words = new ArrayList<>();

    void addWord(String word) {
        add(word, SHORTEST_WORD);
    }

    /** Each line of it. */
    void addFile(byte[] content) {
        new String(content, StandardCharsets.UTF_8).lines().forEach(line -> add(line.strip(), SHORTEST_LINE));
    }

    private void add(String word, int shortest) {
        if (word.length() >= shortest && !words.contains(word)) {
            words.add(word);
            // Longest first: a word may be a part of another.
            words.sort(Comparator.comparing(String::length).reversed());
        }
    }

    /** The text with stars in the place of words. */
    String hide(String text) {
        String hidden = text;
        for (String word : List.copyOf(words)) {
            hidden = hidden.replace(word, "****");
        }
        return hidden;
    }

    @Override
    public String toString() {
        return words.size() + " words";
    }
}
