/**
 * Build errors, with messages in the words of the front end. All packages may use this package.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.fault.InputException} and {@link
 * io.jenkins.containerbuild.fault.ServiceException} end a build; {@link io.jenkins.containerbuild.fault.Vocabulary} and
 * {@link io.jenkins.containerbuild.fault.Setting} provide the phrases for advice in messages.
 */
package io.jenkins.containerbuild.fault;
