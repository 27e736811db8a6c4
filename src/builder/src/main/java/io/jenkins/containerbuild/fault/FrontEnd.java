package io.jenkins.containerbuild.fault;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the words of the front end when somebody is first told something, so that a build which tells nothing loads none. */
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
                // On an agent whose connection breaks, classes may not be there: a message in other words is better
                // than none.
                return new CommandLineWords();
            }
        }
        return words;
    }
}
