/**
 * The engine on Bouncy Castle's protocol classes; {@link dev.sallyport.tls.bc.BouncyCastleTls} is
 * its one entrance.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@code Engine} takes the calls. It cuts ciphertext into {@code Records}, hands them to a
 *       {@code Protocol}, and turns whatever is thrown into a failure ({@code Refusal} is our own
 *       decision, {@code Failures} gives every other its type).
 *   <li>{@code ServerProtocol} and {@code ClientProtocol} are Bouncy Castle's without their queues:
 *       they show every record and message to the {@code Conversation} on its way.
 *   <li>{@code Conversation} stamps and reports, keeps {@code Findings}, and holds the peer to its
 *       {@code Allowance}. {@code HandshakeFraming} knows where messages begin and end, {@code
 *       Messages} where their fields are.
 *   <li>{@code ServerPeer} and {@code ClientPeer} decide: version, suite, group, identity,
 *       protocol, trust. {@code Credentials} holds our identities in the forms of the protocol,
 *       {@code SignatureScheme} what they sign with.
 *   <li>{@code Crypto} is the cryptography of one event loop: {@code Aead} the record ciphers,
 *       {@code X25519Agreement} and {@code ObservedAgreement} the key agreement, {@code
 *       PeerCertificate} and {@code SignatureCheck} the signatures of peers. It tells the {@code
 *       SecretObserver} when a secret exists, never what it is.
 * </ol>
 *
 * <p>Bouncy Castle answers in exceptions: {@code TlsFatalAlert} from anywhere below a {@code
 * Protocol} has been sent as an alert by the time it is caught, and the protocol is closed.
 */
@NullMarked
package dev.sallyport.tls.bc;

import org.jspecify.annotations.NullMarked;
