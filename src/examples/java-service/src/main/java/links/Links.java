package links;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Short names for long addresses, kept in a file to which only lines are added. */
final class Links {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 6;
    private static final int LONGEST = 2000;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, URI> addresses = new ConcurrentHashMap<>();

    Links(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                addresses.put(line.substring(0, space), URI.create(line.substring(space + 1)));
            }
        }
    }

    /** Keeps the address; throws {@link IllegalArgumentException} if it is no http address. */
    String add(String text) throws IOException {
        URI address = URI.create(text.strip());
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web || address.getHost() == null || text.length() > LONGEST) {
            throw new IllegalArgumentException("not an http or https address of at most " + LONGEST + " characters");
        }
        String name = newName();
        while (addresses.putIfAbsent(name, address) != null) {
            name = newName();
        }
        append(name + " " + address);
        return name;
    }

    private String newName() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    private synchronized void append(String line) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write(line);
            writer.newLine();
        }
    }

    Optional<URI> find(String name) {
        return Optional.ofNullable(addresses.get(name));
    }

    int count() {
        return addresses.size();
    }
}
