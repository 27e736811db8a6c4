/**
 * Durations, progress and outcomes of builds. Besides {@code fault}, this is the only package that all others may use.
 */
package io.jenkins.containerbuild.measure;
