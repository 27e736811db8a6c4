package io.jenkins.containerbuild.advice;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class SecretScannerTest {
    private static final String WORD = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Random random = new Random(7);

    /** Random characters. Built at run time, so that no scanner takes this source for a leak. */
    private String random(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return SecretScanner.find(bytes, bytes.length);
    }

    private Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        String key = random(WORD + "+/", 64) + "\n" + random(WORD + "+/", 64);
        secrets.put("-----BEGIN PRIVATE KEY-----\n" + key, "private key");
        secrets.put("-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\n\r\n" + key, "private key");
        secrets.put(
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAA", "private key");
        secrets.put("\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n" + key.replace("\n", "\\n"), "private key");
        secrets.put(
                "AKIA" + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16) + "\",\n  \"secretKey\": \""
                        + random(WORD + "+/", 40) + "\"",
                "AWS access key");
        secrets.put("aws_secret_access_key = " + random(WORD + "+/", 40), "AWS secret key");
        secrets.put("AWS_SECRET_ACCESS_KEY: '" + random(WORD + "+/", 40) + "'", "AWS secret key");
        secrets.put("ghp_" + random(WORD, 36), "GitHub token");
        secrets.put("github_pat_" + random(WORD, 22) + "_" + random(WORD, 59), "GitHub token");
        secrets.put("glpat-" + random(WORD, 20), "GitLab token");
        secrets.put("npm_" + random(WORD, 36), "npm token");
        secrets.put("//registry.example/:_authToken=" + random(WORD, 36), "npm token");
        secrets.put("pypi-AgEIcHlwaS5vcmc" + random(WORD, 60), "PyPI token");
        secrets.put("dckr_pat_" + random(WORD, 27), "Docker Hub token");
        secrets.put("xoxb-" + random("0123456789", 12) + "-" + random(WORD, 36), "Slack token");
        secrets.put("sk_live_" + random(WORD, 24), "Stripe key");
        secrets.put("GOCSPX-" + random(WORD, 28), "Google client secret");
        secrets.put("AccountKey=" + random(WORD + "+/", 86) + "==", "Azure storage key");
        secrets.put("{\"auths\": {\"r.example\": {\"auth\": \"dXNlcjpzM2NyM3Q=\"}}}", "registry password");
        return secrets;
    }

    @Test
    public void secretsAreFoundAtEveryPlace() {
        secrets().forEach((text, description) -> {
            assertEquals(text, description, find(text));
            for (int before = 0; before < 20; before++) {
                assertEquals(text, description, find("= ".repeat(10).substring(before) + text + "\nrest"));
                assertEquals(text, description, find("-".repeat(before) + "\n" + text + "\n"));
            }
        });
    }

    @Test
    public void cutSecretsAreNotFound() {
        secrets().forEach((text, description) -> {
            if (!text.contains("BEGIN")) {
                assertNull(text, find(text.substring(0, text.length() / 2)));
                assertNull(text, find(text.substring(0, text.length() / 2) + " " + text.substring(text.length() / 2)));
            }
        });
    }

    @Test
    public void examplesAreNotFound() {
        for (String text : new String[] {
            "AKIAIOSFODNN7EXAMPLE",
            "AKIAXXXXXXXXXXXXXXXX",
            "AKIA" + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16) + " in commit " + random("0123456789abcdef", 40),
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "ghp_1234567890abcdefghijklmnopqrstuvwxyz",
            "xghp_" + random(WORD, 36),
            "ghp_" + random(WORD, 37),
            "npm_config_registry npm_package_version",
            "//registry.example/:_authToken=${NPM_TOKEN}",
            "if (text.startsWith(\"-----BEGIN RSA PRIVATE KEY-----\")) {",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\n" + random(WORD, 64),
            "-----BEGIN PUBLIC KEY-----\n" + random(WORD, 64),
            "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
            "\"auth\": \"basic\"",
            "\"auth\": \"" + random(WORD, 13) + "\"",
            "sha256~abc sha256:" + random("0123456789abcdef", 64),
        }) {
            assertNull(text, find(text));
        }
    }

    /** Property: random text of any alphabet has no findings. */
    @Test
    public void randomTextHasNoSecrets() {
        for (String alphabet : new String[] {
            WORD,
            WORD + "+/=\n",
            WORD + "_-.",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "0123456789abcdef",
            "AKISghpo_-BEGNPRVTY \n",
            "\"auth: =-\n"
        }) {
            for (int i = 0; i < 200; i++) {
                String text = random(alphabet, 5_000);
                assertNull(text, find(text));
            }
        }
        byte[] bytes = new byte[1 << 16];
        for (int i = 0; i < 50; i++) {
            random.nextBytes(bytes);
            assertNull(SecretScanner.find(bytes, bytes.length));
        }
    }

    /** Property: every beginning of a text with secrets can be searched, whatever it ends in. */
    @Test
    public void searchStaysWithinTheText() {
        byte[] all = String.join(" ", secrets().keySet()).getBytes(StandardCharsets.ISO_8859_1);
        for (int length = 0; length <= all.length; length++) {
            String exact = SecretScanner.find(Arrays.copyOf(all, length), length);
            assertEquals(exact, SecretScanner.find(all.clone(), length));
        }
    }
}
