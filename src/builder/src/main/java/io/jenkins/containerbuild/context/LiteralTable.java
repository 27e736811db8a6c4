package io.jenkins.containerbuild.context;

import java.util.Arrays;

/**
 * Numbers by text, many for one text, in a few bytes each: a hash table with open addressing over plain arrays. Also finds the texts that a
 * path begins with, ends with or holds, by trying the lengths that occur.
 */
final class LiteralTable {
    private static final int NONE = -1;

    private String[] keys = new String[16];
    private int[] newest = new int[16];
    private int[] older = new int[16];
    private int used;
    private int[] lengths = {};

    /** Receives the numbers of a text, highest first. */
    interface Visitor {
        void visit(int number);
    }

    void add(String key, int number) {
        if (used * 2 >= keys.length) {
            grow();
        }
        int slot = slot(keys, key);
        if (keys[slot] == null) {
            keys[slot] = key;
            newest[slot] = NONE;
            used++;
            noteLength(key.length());
        }
        if (number >= older.length) {
            older = Arrays.copyOf(older, Math.max(number + 1, older.length * 2));
        }
        older[number] = newest[slot];
        newest[slot] = number;
    }

    /** The highest number of the text, or -1. */
    int newest(String key) {
        int slot = slot(keys, key);
        return keys[slot] == null ? NONE : newest[slot];
    }

    void visitEqual(String text, Visitor visitor) {
        for (int number = newest(text); number != NONE; number = older[number]) {
            visitor.visit(number);
        }
    }

    void visitHeads(String text, Visitor visitor) {
        for (int i = 0; i < lengths.length && lengths[i] <= text.length(); i++) {
            visitEqual(text.substring(0, lengths[i]), visitor);
        }
    }

    void visitTails(String text, Visitor visitor) {
        for (int i = 0; i < lengths.length && lengths[i] <= text.length(); i++) {
            visitEqual(text.substring(text.length() - lengths[i]), visitor);
        }
    }

    /** May visit a number more than once. */
    void visitInside(String text, Visitor visitor) {
        for (int i = 0; i < lengths.length && lengths[i] <= text.length(); i++) {
            for (int start = 0; start + lengths[i] <= text.length(); start++) {
                visitEqual(text.substring(start, start + lengths[i]), visitor);
            }
        }
    }

    private void noteLength(int length) {
        int at = Arrays.binarySearch(lengths, length);
        if (at < 0) {
            int[] longer = new int[lengths.length + 1];
            int place = -at - 1;
            System.arraycopy(lengths, 0, longer, 0, place);
            longer[place] = length;
            System.arraycopy(lengths, place, longer, place + 1, lengths.length - place);
            lengths = longer;
        }
    }

    private void grow() {
        String[] biggerKeys = new String[keys.length * 2];
        int[] biggerNewest = new int[keys.length * 2];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null) {
                int slot = slot(biggerKeys, keys[i]);
                biggerKeys[slot] = keys[i];
                biggerNewest[slot] = newest[i];
            }
        }
        keys = biggerKeys;
        newest = biggerNewest;
    }

    private static int slot(String[] keys, String key) {
        int mask = keys.length - 1;
        int hash = key.hashCode();
        int slot = (hash ^ (hash >>> 15)) * 0x9E3779B9 >>> 1 & mask;
        while (keys[slot] != null && !keys[slot].equals(key)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
