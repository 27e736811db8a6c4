package io.jenkins.containerbuild.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads certificates and private keys in PEM format (RFC 7468), as written by OpenSSL and Docker's tools. */
final class PemFile {
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PemFile() {}

    /**
     * Returns all certificates in the file, in file order.
     *
     * @throws IOException if the file contains no certificate
     */
    static Certificate[] certificates(Path file) throws GeneralSecurityException, IOException {
        Certificate[] found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(new Certificate[0]);
        if (found.length == 0) {
            throw new IOException(file + " does not contain a certificate");
        }
        return found;
    }

    /**
     * Reads the private key of a certificate, in PKCS #8 or in the older formats PKCS #1 (RSA) and SEC 1 (elliptic
     * curves).
     *
     * @throws IOException if the file contains no unencrypted key in one of these formats
     */
    static PrivateKey key(Path file, Certificate certificate) throws GeneralSecurityException, IOException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        byte[] key = block(pem, "PRIVATE KEY");
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (key == null) {
            key = block(pem, algorithm + " PRIVATE KEY");
            if (key == null || pem.contains("ENCRYPTED")) {
                throw new IOException(file + " is not an unencrypted " + algorithm
                        + " private key; convert it with `openssl pkcs8 -topk8 -nocrypt -in KEY -out NEWKEY`");
            }
            key = pkcs8(key, certificate.getPublicKey().getEncoded());
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    /** The decoded content of the first PEM block with this label, or null if there is none. */
    private static byte[] block(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        return start < 0 || end < start
                ? null
                : Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
    }

    /**
     * Converts a key from an older format to PKCS #8. Older formats do not contain the algorithm, so it is copied from
     * the public key, which has the structure SEQUENCE { algorithm, key } (RFC 5280, section 4.1).
     */
    private static byte[] pkcs8(byte[] key, byte[] publicKey) throws IOException {
        int algorithm = header(publicKey, 0);
        int length = header(publicKey, algorithm) + length(publicKey, algorithm) - algorithm;
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.write(VERSION_0);
        fields.write(publicKey, algorithm, length);
        fields.write(element(OCTET_STRING, key));
        return element(SEQUENCE, fields.toByteArray());
    }

    /** Returns the offset at which the content of the DER element at {@code offset} begins (X.690, section 8.1). */
    private static int header(byte[] der, int offset) {
        int first = der[offset + 1] & 0xff;
        return offset + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int offset) {
        int first = der[offset + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = offset + 2; i < header(der, offset); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static byte[] element(byte tag, byte[] content) throws IOException {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length > 0xff) {
            element.write(0x82);
            element.write(content.length >>> 8);
        } else if (content.length > 0x7f) {
            element.write(0x81);
        }
        element.write(content.length);
        element.write(content);
        return element.toByteArray();
    }
}
