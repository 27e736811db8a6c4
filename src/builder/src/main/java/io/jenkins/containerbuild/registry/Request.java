package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP request that can be sent again: its body is written anew each time.
 *
 * @param body null where there is none
 */
record Request(String method, Address address, Map<String, String> headers, Body body) {

    /** What a request carries. */
    interface Body {
        /** Bytes. */
        long length();

        /** Writes the whole body; may be called again. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** A body that is in memory. */
    record Bytes(byte[] bytes) implements Body {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    private static final Body EMPTY = new Bytes(new byte[0]);

    static Request get(Address address) {
        return new Request("GET", address, Map.of(), null);
    }

    static Request head(Address address) {
        return new Request("HEAD", address, Map.of(), null);
    }

    /** A POST without content. */
    static Request post(Address address) {
        return new Request("POST", address, Map.of(), EMPTY);
    }

    static Request put(Address address, String mediaType, Body body) {
        return new Request("PUT", address, Map.of("Content-Type", mediaType), body);
    }

    Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, address, more, body);
    }

    Request without(String header) {
        Map<String, String> less = new LinkedHashMap<>(headers);
        less.remove(header);
        return new Request(method, address, less, body);
    }

    Request to(Address other) {
        return new Request(method, other, headers, body);
    }

    /** A redirect may be followed without asking anyone. */
    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
