package io.jenkins.plugins.containerbuild.step;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Secrets to hide in logs and messages. Very short values are not hidden, because they would mask unrelated text. */
final class SecretMasks implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MIN_WORD_LENGTH = 3;
    /** Lines of secret files must be longer to be hidden: many are harmless, such as {@code true} or {@code [user]}. */
    private static final int MIN_LINE_LENGTH = 8;

    private final ArrayList<String> words = new ArrayList<>();

    void addWord(String word) {
        add(word, MIN_WORD_LENGTH);
    }

    /** Adds each line of a secret file. */
    void addFile(byte[] content) {
        new String(content, StandardCharsets.UTF_8).lines().forEach(line -> add(line.strip(), MIN_LINE_LENGTH));
    }

    private void add(String word, int minLength) {
        if (word.length() >= minLength && !words.contains(word)) {
            words.add(word);
            // The longest word is replaced first, because it may contain a shorter word.
            words.sort(Comparator.comparing(String::length).reversed());
        }
    }

    /** Replaces each secret in a text by asterisks. */
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
