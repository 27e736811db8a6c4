package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.image.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of a value whose parts are records, lists, maps, strings and numbers: values that differ have digests that differ, because
 * each part goes in with its kind and length. Every component of a record counts, so none that is added later can be forgotten; only where
 * an instruction stands, and how it is written, does not count.
 */
final class Canonical {
    private final MessageDigest digest = Digest.sha256();

    private Canonical() {}

    static String digest(Object value) {
        Canonical canonical = new Canonical();
        canonical.add(value);
        return Digest.of(canonical.digest).hex();
    }

    private void add(Object value) {
        if (value == null) {
            mark('0', 0);
        } else if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
            mark('s', bytes.length);
            digest.update(bytes);
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
            add(value.getClass().getName());
            add(value.toString());
        }
    }

    private void addComponents(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        add(record.getClass().getSimpleName());
        mark('r', components.length);
        for (RecordComponent component : components) {
            try {
                add(component.getAccessor().invoke(record));
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
