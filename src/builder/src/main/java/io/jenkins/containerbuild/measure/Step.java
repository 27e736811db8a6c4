package io.jenkins.containerbuild.measure;

/**
 * An instruction that is being run.
 *
 * @param number number of the step, from 1
 * @param total number of steps
 * @param stage the stage's name, or its index as text
 * @param line first line of the instruction in the Dockerfile, from 1
 * @param text the instruction on one line, with variables not expanded
 */
public record Step(int number, int total, String stage, int line, String text) {}
