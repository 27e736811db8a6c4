package io.jenkins.containerbuild.builder.embedded;

/** Numeric owner and group of a file. */
record Owner(long uid, long gid) {
    static final Owner ROOT = new Owner(0, 0);
}
