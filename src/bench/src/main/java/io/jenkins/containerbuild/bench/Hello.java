package io.jenkins.containerbuild.bench;

/** The smallest Java program. Its duration is the start-up time that every Java process needs. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
