/** Time, progress and outcomes; the only package besides {@code fault} that all others may use. */
package io.jenkins.containerbuild.measure;
