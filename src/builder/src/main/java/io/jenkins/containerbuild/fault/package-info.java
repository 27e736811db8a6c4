/**
 * How a build ends without an image: the user's fault or a service's, and what would work, in the words of the front end. All packages may use
 * it.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.fault.InputException} and {@link io.jenkins.containerbuild.fault.ServiceException} end a build;
 * {@link io.jenkins.containerbuild.fault.Vocabulary} and {@link io.jenkins.containerbuild.fault.Setting} word what their messages advise.
 */
package io.jenkins.containerbuild.fault;
