package io.jenkins.containerbuild.advice;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Kinds of files whose names are typical of secrets. A file of such a kind is reported unless its beginning shows that
 * it is harmless, for example a certificate without its key or settings without a password.
 */
enum SecretFiles {
    ENVIRONMENT {
        @Override
        boolean hasName(String path, String name) {
            return name.equals(".env") || name.startsWith(".env.") && !TEMPLATES.contains(FileKinds.ending(name));
        }

        @Override
        Optional<Secret> judge(String text) {
            return ASSIGNMENT.matcher(text).find()
                    ? Optional.of(new Secret("environment file with a secret", Severity.HIGH))
                    : Optional.of(new Secret(PLAIN_ENVIRONMENT, Severity.LOW));
        }
    },
    SSH_KEY {
        @Override
        boolean hasName(String path, String name) {
            return Set.of("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519").contains(name) || name.endsWith(".ppk");
        }

        @Override
        Optional<Secret> judge(String text) {
            return secret("SSH private key");
        }
    },
    /** Private keys. Certificates and public keys use the same extensions, and Keynote presentations are ZIP files. */
    KEY {
        @Override
        boolean hasName(String path, String name) {
            return (name.endsWith(".pem") || name.endsWith(".key")) && name.length() > 4;
        }

        @Override
        Optional<Secret> judge(String text) {
            boolean harmless = PUBLIC.matcher(text).find() && !text.contains("PRIVATE KEY") || text.startsWith("PK");
            return harmless ? Optional.empty() : secret(text.contains("PRIVATE KEY") ? "private key" : "key file");
        }
    },
    KEY_STORE {
        @Override
        boolean hasName(String path, String name) {
            return Set.of("p12", "pfx", "jks", "keystore", "kdbx").contains(FileKinds.ending(name))
                    && name.indexOf('.') > 0
                    && !name.contains("trust")
                    && !name.contains("cacerts");
        }

        @Override
        Optional<Secret> judge(String text) {
            return secret("key store");
        }
    },
    PACKAGE_MANAGER {
        @Override
        boolean hasName(String path, String name) {
            return Set.of(".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", "pip.conf", ".condarc")
                    .contains(name);
        }

        @Override
        Optional<Secret> judge(String text) {
            return REGISTRY_PASSWORD.matcher(text).find() ? secret("registry password") : Optional.empty();
        }
    },
    PASSWORD_FILE {
        @Override
        boolean hasName(String path, String name) {
            return Set.of(
                            ".netrc",
                            "_netrc",
                            ".git-credentials",
                            ".htpasswd",
                            ".pgpass",
                            ".s3cfg",
                            ".vault-token",
                            ".vault_pass")
                    .contains(name);
        }

        @Override
        Optional<Secret> judge(String text) {
            return text.isBlank() ? Optional.empty() : secret("password file");
        }
    },
    DOCKER_LOGIN {
        @Override
        boolean hasName(String path, String name) {
            return Set.of(".dockerconfigjson", ".dockercfg").contains(name) || path.endsWith(".docker/config.json");
        }

        @Override
        Optional<Secret> judge(String text) {
            return text.contains("\"auth\"") ? secret("registry password") : Optional.empty();
        }
    },
    CLOUD_LOGIN {
        @Override
        boolean hasName(String path, String name) {
            return path.endsWith(".aws/credentials")
                    || name.equals("kubeconfig")
                    || name.endsWith(".kubeconfig")
                    || path.endsWith(".kube/config");
        }

        @Override
        Optional<Secret> judge(String text) {
            return CLOUD_SECRET.matcher(text).find() ? secret("cloud credentials") : Optional.empty();
        }
    },
    /** Terraform stores passwords of the resources that it creates in its state, as plain text. */
    TERRAFORM_STATE {
        @Override
        boolean hasName(String path, String name) {
            return name.equals("terraform.tfstate") || name.equals("terraform.tfstate.backup");
        }

        @Override
        Optional<Secret> judge(String text) {
            return secret("Terraform state");
        }
    };

    private static final String PLAIN_ENVIRONMENT = "environment file";

    /** Extensions of {@code .env.NAME} files that are meant to be shared. */
    private static final Set<String> TEMPLATES = Set.of(
            "example", "sample", "template", "dist", "defaults", "default", "tpl", "tmpl", "test", "testing", "ci");

    private static final String PLACEHOLDER =
            "(\\$|<|\\{\\{|x{3}|change|your|example|placeholder|todo|null|false|true)";

    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?im)^\\s*(export\\s+)?[a-z0-9_]*(passw(or)?d|secret|token|private_?key|api_?key|access_?key|credential)[a-z0-9_]*"
                    + "\\s*=\\s*[\"']?(?!" + PLACEHOLDER + ")[^\\s\"'#]{6,}");

    private static final Pattern PUBLIC = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]*CERTIFICATE[A-Z ]*|[A-Z ]*PUBLIC KEY|X509 CRL|[A-Z ]*PARAMETERS)-----");

    private static final Pattern REGISTRY_PASSWORD =
            Pattern.compile("(?im)(_authToken|_auth|_password|npmAuthToken|^\\s*password)[\"']?\\s*[=:]\\s*[\"']?(?!"
                    + PLACEHOLDER + ")[^\\s\"']{6,}|https?://[^\\s/:@$]+:[^\\s/@$]{3,}@");

    private static final Pattern CLOUD_SECRET = Pattern.compile(
            "(?im)(aws_secret_access_key|aws_session_token|client-key-data|\\btoken|\\bpassword)\\s*[=:]\\s*[\"']?(?!"
                    + PLACEHOLDER + ")[^\\s\"']{6,}");

    /** The secret that was found in a file. */
    record Secret(String description, Severity severity) {
        /** Whether the finding matters only in an image, because the file may contain no secret. */
        boolean isOfImageOnly() {
            return description.equals(PLAIN_ENVIRONMENT);
        }
    }

    /**
     * Whether the path of a file suggests this kind.
     *
     * @param path path in lower case
     * @param name last part of the path
     */
    abstract boolean hasName(String path, String name);

    /** The secret in a file with this beginning; empty if the file is harmless. */
    abstract Optional<Secret> judge(String text);

    private static Optional<Secret> secret(String description) {
        return Optional.of(new Secret(description, Severity.HIGH));
    }

    /** The kind of secret file that a path suggests; null if there is none. */
    static SecretFiles ofPath(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        String name = lower.substring(lower.lastIndexOf('/') + 1);
        for (SecretFiles kind : values()) {
            if (kind.hasName(lower, name)) {
                return kind;
            }
        }
        return null;
    }
}
