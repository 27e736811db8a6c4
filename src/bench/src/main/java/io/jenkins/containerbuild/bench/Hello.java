package io.jenkins.containerbuild.bench;

/** The smallest Java program: the part of a process that no program can avoid. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
