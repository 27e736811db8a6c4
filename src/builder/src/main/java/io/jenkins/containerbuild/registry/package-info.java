/**
 * A small client of the OCI distribution specification: reads, checks, mounts and uploads. It does not depend on
 * builds.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.registry.RegistryClient}, created from {@link
 * io.jenkins.containerbuild.registry.RegistryOptions}, opens a {@link io.jenkins.containerbuild.registry.Repository},
 * which offers all operations on images. Callers with credentials of their own, such as Jenkins, pass a {@link
 * io.jenkins.containerbuild.registry.Credential}. {@link io.jenkins.containerbuild.registry.WebFiles} downloads other
 * files from an {@link io.jenkins.containerbuild.registry.Address}. {@link
 * io.jenkins.containerbuild.registry.TlsCertificates} reads certificates and keys, also for container engines.
 *
 * <p>Layers, from the top: {@code Repository} creates a request ({@code Upload} for blobs, {@code ManifestResponse}
 * reads the response), {@code Session} repeats and redirects it, {@code Authorization} signs it, {@code Transport}
 * keeps connections, {@code Connection} exchanges HTTP/1.1 messages on one of them and limits how slow a server may be
 * ({@code PacedInput}), {@code Connector} opens it (proxies, TLS). {@code Address} reads all addresses, {@code
 * PercentEncoding} escapes their parts.
 */
package io.jenkins.containerbuild.registry;
