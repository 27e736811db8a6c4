/**
 * A small client for the OCI distribution specification: reads, mounts and uploads manifests and blobs, and checks
 * whether they exist. It does not depend on the packages that build images.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.registry.RegistryClient}, created from {@link
 * io.jenkins.containerbuild.registry.RegistryOptions}, opens a {@link io.jenkins.containerbuild.registry.Repository},
 * which provides all operations on images. Callers with credentials of their own, such as Jenkins, pass a {@link
 * io.jenkins.containerbuild.registry.Credential}. {@link io.jenkins.containerbuild.registry.WebFiles} downloads other
 * files from an {@link io.jenkins.containerbuild.registry.Address}. {@link
 * io.jenkins.containerbuild.registry.TlsCertificates} reads certificates and keys, also for container engines.
 *
 * <p>Layers, from the top: {@code Repository} creates a request ({@code Upload} for blobs, {@code ManifestResponse}
 * reads the response), {@code Session} sends it and handles retries and redirects, {@code Authorization} provides the
 * credentials, {@code Transport} reuses connections, {@code Connection} exchanges HTTP/1.1 messages and limits how slow
 * a server may be ({@code PacedInput}), {@code Connector} opens connections (proxies, TLS). {@code Address} parses all
 * addresses, {@code PercentEncoding} escapes their parts.
 */
package io.jenkins.containerbuild.registry;
