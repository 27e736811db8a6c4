package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP request that can be repeated: its body is written again each time.
 *
 * @param body the body, or null if there is none
 */
record Request(String method, Address address, Map<String, String> headers, Body body) {

    /** The body of a request. */
    interface Body {
        /** The length in bytes. */
        long length();

        /** Writes the whole body. May be called several times. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** A body in memory. */
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

    /** Whether the request changes nothing, so that it can be repeated and redirected. */
    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
