/**
 * Certificates and keys: whose we are, and who a peer is.
 *
 * <p>For those who use it:
 *
 * <ol>
 *   <li>{@link dev.sallyport.certs.Identity} is a private key with its chain. {@link
 *       dev.sallyport.certs.IdentityFiles} reads one from PEM or PKCS#12, {@link
 *       dev.sallyport.certs.LocalCa} issues them for development. What cannot be used is a {@link
 *       dev.sallyport.certs.CredentialException} that names the file and says why.
 *   <li>{@link dev.sallyport.certs.IdentitySource} finds the identities for a server name: {@link
 *       dev.sallyport.certs.ConfiguredIdentities} among those of a configuration, a local CA by
 *       issuing them. {@link dev.sallyport.certs.KeyKind} orders several for one name.
 *   <li>{@link dev.sallyport.certs.PeerVerifier} comes to a {@link dev.sallyport.certs.Verdict} on
 *       a peer's chain, from {@link dev.sallyport.certs.TrustAnchors}; a TLS client knows it as a
 *       {@link dev.sallyport.certs.ServerVerifier}. {@link dev.sallyport.certs.CertificateDecoder}
 *       makes certificates of what a peer sent, {@link dev.sallyport.certs.CertificateSummary} is
 *       what a record says of one.
 *   <li>To look at certificates without trust in any: {@link
 *       dev.sallyport.certs.CredentialContents} is what a file holds, {@link
 *       dev.sallyport.certs.ChainOutline} how certificates hang together, {@link
 *       dev.sallyport.certs.CertificateDetails} all about one. {@link
 *       dev.sallyport.certs.IdentityWriter} writes an identity to files.
 *   <li>{@link dev.sallyport.certs.Rehearsal} is for handshakes that a program has with itself.
 * </ol>
 *
 * <p>For those who read on, in this order:
 *
 * <ol>
 *   <li>Files: {@code CredentialFile} (bounded), {@code PemFile} (blocks), {@code PrivateKeyReader}
 *       (every format of a key), {@code KeyMatch} (which certificate is the key's), {@link
 *       dev.sallyport.certs.PssLimits} (what an RSASSA-PSS key may sign with), {@code Issuers}
 *       (which certificate issued another), {@code Validity}, {@code KeyName}.
 *   <li>Names: {@code HostName} is what was asked for, {@code SubjectNames} what a certificate has;
 *       RFC 9525 is between them.
 *   <li>Verification: {@code CertificationPath} puts a peer's certificates in order, {@code
 *       PeerVerifier} has the JDK prove it, {@code Purpose} is about usage, {@code Extensions} and
 *       {@code Printable} make what a peer wrote harmless.
 *   <li>The local CA: {@code CaDirectory} keeps its files, {@code CertificateIssuer} signs, {@code
 *       LocalIdentities} remembers.
 * </ol>
 *
 * <p>Imports nothing of the project and no network library. Bouncy Castle parses keys and builds
 * certificates; it is in no public signature, is not registered as a provider, and every key and
 * certificate that leaves is an object of the JDK. Everything public is thread-safe.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.certs;
