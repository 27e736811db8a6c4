package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Mount;
import io.jenkins.containerbuild.image.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Computes the digest of a value that consists of records, lists, maps, strings and numbers. Different values have
 * different digests, because each part is hashed with its kind and length. All components of a record are hashed, so
 * new components cannot be forgotten; only the position and the spelling of an instruction are left out. The order of
 * map entries does not matter.
 */
final class Canonical {
    private static final int BUFFER = 16 << 10;

    private final MessageDigest digest = Digest.sha256();
    /** Collects small parts, so that the digest is updated with few calls: contexts can have thousands of files. */
    private final byte[] buffer = new byte[BUFFER];

    private int used;

    private final UnaryOperator<String> from;

    private Canonical(UnaryOperator<String> from) {
        this.from = from;
    }

    static String digest(Object value) {
        return digest(value, UnaryOperator.identity());
    }

    /** @param from maps the source named by {@code --from} to the text that is hashed in its place */
    static String digest(Object value, UnaryOperator<String> from) {
        Canonical canonical = new Canonical(from);
        canonical.add(value);
        canonical.flush();
        return Digest.of(canonical.digest).hex();
    }

    private void add(Object value) {
        if (value == null) {
            mark('0', 0);
        } else if (value instanceof String text) {
            add(text);
        } else if (value instanceof List<?> list) {
            mark('l', list.size());
            for (Object member : list) {
                add(member);
            }
        } else if (value instanceof Map<?, ?> map) {
            mark('m', map.size());
            for (Map.Entry<?, ?> member : sorted(map).entrySet()) {
                add(member.getKey());
                add(member.getValue());
            }
        } else if (value instanceof Instruction.Position position) {
            add(position.keyword());
        } else if (value instanceof Record record) {
            addComponents(record);
        } else {
            mark('o', 2);
            add(value.getClass().getName());
            add(value.toString());
        }
    }

    private static Map<?, ?> sorted(Map<?, ?> map) {
        return map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null ? map : new TreeMap<>(map);
    }

    /**
     * Hashes ASCII as single bytes and other text as UTF-16. A charset encoder would replace all lone surrogates, which
     * represent invalid bytes in paths, by the same byte.
     */
    private void add(String text) {
        int length = text.length();
        mark('a', length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                addRest(text, i);
                return;
            }
            put((byte) c);
        }
    }

    /** Hashes the rest as UTF-16. The leading byte never occurs in ASCII, so the two forms cannot be confused. */
    private void addRest(String text, int from) {
        put((byte) 0xff);
        for (int i = from; i < text.length(); i++) {
            put((byte) (text.charAt(i) >>> 8));
            put((byte) text.charAt(i));
        }
    }

    private void addComponents(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        boolean takesFrom = record instanceof Instruction.Copy || record instanceof Mount;
        mark('r', components.length);
        add(record.getClass().getSimpleName());
        for (RecordComponent component : components) {
            try {
                Object value = component.getAccessor().invoke(record);
                add(takesFrom && component.getName().equals("from") ? from.apply((String) value) : value);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void mark(char kind, int size) {
        put((byte) kind);
        for (int shift = 24; shift >= 0; shift -= 8) {
            put((byte) (size >>> shift));
        }
    }

    private void put(byte b) {
        if (used == BUFFER) {
            flush();
        }
        buffer[used++] = b;
    }

    private void flush() {
        digest.update(buffer, 0, used);
        used = 0;
    }
}
