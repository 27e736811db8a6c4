package io.jenkins.containerbuild.fault;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds the vocabulary of the front end. It is loaded when it is first needed, so that builds without messages do not
 * load it.
 */
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
                // On an agent whose connection breaks, classes may be missing: a message in the words of the command
                // line is better than none.
                return new CommandLineWords();
            }
        }
        return words;
    }
}
