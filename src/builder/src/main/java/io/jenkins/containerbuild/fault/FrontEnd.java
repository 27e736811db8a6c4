package io.jenkins.containerbuild.fault;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Loads the vocabulary of the front end on first use, so that builds without messages do not load it. */
final class FrontEnd {
    private static volatile Vocabulary found;

    private FrontEnd() {}

    static Vocabulary vocabulary() {
        Vocabulary words = found;
        if (words == null) {
            try {
                words = ServiceLoader.load(Vocabulary.class, Vocabulary.class.getClassLoader())
                        .findFirst()
                        .orElseGet(CommandLineWords::new);
                found = words;
            } catch (ServiceConfigurationError | LinkageError e) {
                // On an agent that has lost its connection, classes may be missing: a message with the phrases of the
                // command line is better than none.
                return new CommandLineWords();
            }
        }
        return words;
    }
}
