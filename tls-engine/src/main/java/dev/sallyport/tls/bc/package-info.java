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
 *       a {@code Tap} shows every record and message to the {@code Conversation} on its way, and
 *       has {@code Secrets} look for new ones where there is a key log.
 *   <li>{@code Conversation} is all that happens on one connection: {@code Reports} stamps it for
 *       the sink and the {@code Findings}, which become the facts. It holds the peer to its {@code
 *       Allowance} and its {@code Offers}; {@code HandshakeFraming} knows where the messages of the
 *       peer begin and end, {@code SentMessages} which ones go out, {@code Messages} where their
 *       fields are, {@code KeyEstablishment} when secrets exist.
 *   <li>{@code ServerPeer} and {@code ClientPeer} decide: version, suite, group, identity,
 *       protocol, trust. A server has {@code ServerNegotiation} make a {@code ServerChoice} among
 *       the {@code ServerIdentities} for the name, with {@code SuiteOrder} and {@code GroupChoice}.
 *       {@code Credentials} holds our identities in the forms of the protocol, {@code
 *       SignatureScheme} what they sign with, {@code Staple} what goes with their certificates;
 *       {@code ClientCertificates} is what both sides do about certificates of clients, which
 *       {@code CertificateRequests} ask for.
 *   <li>{@code ServerResumption} resumes a session, a {@code SessionState} that was sealed into a
 *       ticket or kept, if it fits the {@code SessionTerms} of the connection, and makes the next;
 *       {@code EarlyData} passes over what a client sends besides. {@code ClientResumption} offers
 *       the {@code ClientSession} that {@code ClientSessions} has of a server, and keeps the next.
 *       In TLS 1.3 both have their keys from a {@code Transcript}; each is a {@code PskSecret} in a
 *       {@code PreSharedKey}. {@code Tickets} has the form of the message.
 *   <li>{@code CryptoTier} chose at start from which {@code Source} each {@code Primitive} comes,
 *       by a {@code SelfTest} with its {@code AeadTrial} and {@code KnownAnswers}; {@code
 *       NativeLibrary} has {@code AccpLibrary} and {@code ConscryptLibrary} load native ones.
 *       {@code Crypto} is the cryptography of one event loop on it: {@code RecordCipher} and {@code
 *       Aead} protect records, at first by {@code SharedCiphers}, {@code Agreements} makes key
 *       agreements over a {@code Curve} ({@code JcaAgreement} on a {@code KeyShare}, {@code
 *       X25519Agreement}, {@code ObservedAgreement}), {@code KeptAlgorithms} is for the derivation
 *       of keys and hashes, {@code SigningKey} signs, {@code PeerCertificate} and {@code
 *       SignatureCheck} verify. It tells the {@code KeyEstablishment} when a secret exists, never
 *       what it is.
 * </ol>
 *
 * <p>Bouncy Castle answers in exceptions: {@code TlsFatalAlert} from anywhere below a {@code
 * Protocol} has been sent as an alert by the time it is caught, and the protocol is closed.
 */
@NullMarked
package dev.sallyport.tls.bc;

import org.jspecify.annotations.NullMarked;
