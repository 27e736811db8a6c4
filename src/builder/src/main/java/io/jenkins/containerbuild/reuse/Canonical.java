package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.image.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The digest of a value whose parts are records, lists, maps, strings and numbers: values that differ have digests that differ, because
 * each part goes in with its kind and length. Every component of a record counts, so none that is added later can be forgotten; only where
 * an instruction stands, and how it is written, does not count. Maps have no order.
 */
final class Canonical {
    private final MessageDigest digest = Digest.sha256();

    private final UnaryOperator<String> from;

    private Canonical(UnaryOperator<String> from) {
        this.from = from;
    }

    static String digest(Object value) {
        return digest(value, UnaryOperator.identity());
    }

    /** @param from gives what stands for the source that {@code --from} names */
    static String digest(Object value, UnaryOperator<String> from) {
        Canonical canonical = new Canonical(from);
        canonical.add(value);
        return Digest.of(canonical.digest).hex();
    }

    private void add(Object value) {
        if (value == null) {
            mark('0', 0);
        } else if (value instanceof String text) {
            add(text);
        } else if (value instanceof List<?> list) {
            mark('l', list.size());
            list.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            mark('m', map.size());
            new TreeMap<>(map).forEach((key, member) -> {
                add(key);
                add(member);
            });
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

    /** Char by char: a charset would make one of the lone surrogates that stand for bytes of paths. */
    private void add(String text) {
        mark('s', text.length());
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        digest.update(bytes);
    }

    private void addComponents(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        boolean takesFrom = record instanceof Instruction.Copy || record instanceof Instruction.Mount;
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
        digest.update((byte) kind);
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (size >>> shift));
        }
    }
}
