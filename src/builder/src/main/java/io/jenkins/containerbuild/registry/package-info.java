/**
 * The wire: a small client of the OCI distribution specification. It reads, checks, mounts and uploads; it knows nothing of builds.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.registry.RegistryClient}, made of {@link
 * io.jenkins.containerbuild.registry.RegistryOptions}, opens a {@link io.jenkins.containerbuild.registry.Repository}; everything else is
 * asked there. {@link io.jenkins.containerbuild.registry.Credential} is for callers that have credentials of their own, as Jenkins has.
 * {@link io.jenkins.containerbuild.registry.WebFiles} gets files on the web the same way.
 * {@link io.jenkins.containerbuild.registry.PemFile} reads certificates and keys, for engines too.
 *
 * <p>Inside, from the outside in: a {@code Repository} phrases a request, {@code Session} repeats and redirects it, {@code Authorization}
 * signs it, {@code Transport} keeps the connections, {@code Connection} speaks HTTP/1.1 on one of them, {@code Connector} opens it
 * (proxies, TLS).
 */
package io.jenkins.containerbuild.registry;
