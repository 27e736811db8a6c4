/**
 * What the two ways to build with an engine share: the input, the Dockerfile with pinned names, the steps of the plan, the image in the
 * engine, and the explanation of failures.
 */
package io.jenkins.containerbuild.builder.engine;
