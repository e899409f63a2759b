package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;

/** What to try when a flow failed. */
final class Advice {
  /** A client that resets when the backend was done: mostly it had read all that it wanted. */
  static final String RESET_AFTER_THE_ANSWER =
      "A client that has its answer and closes with unread data does this; if it lacks some of the"
          + " answer, look at its log and its timeouts.";

  /** A server that resets when it has sent something: it speaks what we speak. */
  static final String RESET_BEHIND_AN_ANSWER =
      "A server that answers and closes with unread data does this; if its answer is not whole,"
          + " look at its log.";

  private static final String DRAINED_ADVICE =
      "Running flows have as long as timeouts.drain says, unless a second signal ends them at once.";

  /** What is said of a cause that has no advice on a side. */
  static final String NONE_OF_ITS_OWN = "Look at what came just before it.";

  private static final String CERTIFICATE_REQUEST = "tls.certificate_request";

  private Advice() {}

  /** Returns a sentence of advice for a record that has this error. */
  static String of(FlowRecord record, ErrorRecord error) {
    String backend = record.heading().backend();
    String key = backend == null ? "the backend's tls.certificate" : keyOf(backend);
    if (wantsOurCertificate(record, error)) {
      return "The server wants a client certificate: set " + key + ".";
    }
    if (error.side() == Side.UPSTREAM && error.type() == ErrorType.CERTIFICATE_REJECTED_BY_PEER) {
      return "The server refuses our certificate: give "
          + key
          + " one for clientAuth, of a CA that the server trusts, that has not expired.";
    }
    if (record.outcome() == Outcome.TIMED_OUT) {
      String peer = error.side() == Side.UPSTREAM ? "server" : "client";
      return "Raise that limit, or see what the " + peer + " was doing.";
    }
    if (error.side() == Side.UPSTREAM && error.type() == ErrorType.PEER_RESET && answered(record)) {
      return RESET_BEHIND_AN_ANSWER;
    }
    return of(error.type(), error.side());
  }

  private static boolean answered(FlowRecord record) {
    ConnectionRecord upstream = record.upstream();
    return upstream != null && upstream.bytes().in() > 0;
  }

  private static String keyOf(String backend) {
    return "backends." + backend + ".tls.certificate";
  }

  /**
   * Whether a server ended since we showed it no certificate: it says so (RFC 8446 section 6.2), or
   * it asked for one and then sent what servers send for lack of such an alert in TLS 1.2.
   */
  private static boolean wantsOurCertificate(FlowRecord record, ErrorRecord error) {
    ErrorRecord.Alert alert = error.alert();
    ConnectionRecord upstream = record.upstream();
    if (error.side() != Side.UPSTREAM || alert == null || alert.direction() != Direction.IN) {
      return false;
    }
    TlsRecord tls = upstream == null ? null : upstream.tls();
    boolean shown = tls != null && tls.certificates().ours() != null;
    return switch (alert.name()) {
      case "certificate_required" -> !shown;
      case "bad_certificate", "handshake_failure" -> !shown && wasAskedForOne(record);
      default -> false;
    };
  }

  private static boolean wasAskedForOne(FlowRecord record) {
    return record.timeline().stream()
        .anyMatch(
            entry -> entry.side() == Side.UPSTREAM && entry.event().equals(CERTIFICATE_REQUEST));
  }

  /** Returns a sentence of advice for a cause on a side, whatever else the record tells. */
  static String of(ErrorType type, Side side) {
    return side == Side.DOWNSTREAM ? downstream(type) : upstream(type);
  }

  private static String downstream(ErrorType type) {
    return switch (type) {
      case NOT_TLS -> "Something spoke without TLS to a TLS port: check the client's URL (https).";
      case PEER_CLOSED, PEER_RESET ->
          "The client gave up: look at its log, its timeouts and what stands between.";
      case NO_COMMON_VERSION ->
          "Compare what the ClientHello offers with the listener's tls.versions.";
      case NO_COMMON_SUITE ->
          "Compare what the ClientHello offers with the listener's cipher-suites, groups,"
              + " key-exchange and the kind of its certificates' keys.";
      case NO_COMMON_PARAMETERS ->
          "Compare the groups and signature schemes that the ClientHello offers with the listener's"
              + " groups and the kind of its certificates' keys.";
      case NO_COMMON_PROTOCOL ->
          "Compare the ALPN that the client offers with the listener's alpn.";
      case UNKNOWN_NAME -> "Add a certificate for this name, or let unknown-name = default.";
      case CERTIFICATE_REJECTED_BY_PEER ->
          "Give the client the CA that issued our certificate, and ask for a name it is made for.";
      case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID ->
          "Renew the client's certificate, and compare both clocks.";
      case CERTIFICATE_UNKNOWN_CA -> "Add the CA of the client's certificate to tls.trust.";
      case CERTIFICATE_WRONG_USAGE -> "Issue the client a certificate for clientAuth.";
      case CERTIFICATE_REQUIRED ->
          "Give the client a certificate of a CA in tls.trust, or set client-auth = optional.";
      case TIMEOUT -> "Raise that limit, or see what the client was waiting for.";
      case LIMIT -> "Raise max-connections or the limit per address, or find who uses them up.";
      case ACCESS_DENIED -> "The listener's allow and deny rules decide who may come in.";
      case BAD_PROXY_HEADER ->
          "Is what stands before this listener set to send a PROXY header of the right version?";
      case DRAINED -> DRAINED_ADVICE;
      default -> general(type);
    };
  }

  private static String upstream(ErrorType type) {
    return switch (type) {
      case CONNECTION_REFUSED ->
          "Is the server running, and does it listen on this address and port?";
      case HOST_UNREACHABLE, NETWORK_UNREACHABLE ->
          "Check the route, the firewall and the server's address.";
      case ADDRESS_NOT_AVAILABLE ->
          "A source-address that is not ours, or too many connections to that server, mostly in"
              + " TIME_WAIT: widen net.ipv4.ip_local_port_range, or use more servers or source"
              + " addresses.";
      case NAME_NOT_RESOLVED -> "Check the server's name in the backend, and the resolver.";
      case NO_SERVER -> "See the records before: each server of the backend failed.";
      case NOT_TLS -> "The server answered without TLS: is this its TLS port?";
      case PEER_CLOSED, PEER_RESET ->
          "The server gave up: look at its log, and whether it expects TLS or a PROXY header.";
      case NO_COMMON_VERSION, NO_COMMON_SUITE, NO_COMMON_PARAMETERS ->
          "Compare the backend's tls.versions with what the server supports.";
      case NO_COMMON_PROTOCOL -> "Compare the backend's tls.alpn with what the server speaks.";
      case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID ->
          "Renew the server's certificate, and compare both clocks.";
      case CERTIFICATE_UNKNOWN_CA ->
          "Put the CA that issued the server's certificate into the backend's tls.trust.";
      case CERTIFICATE_WRONG_NAME ->
          "Set the backend's tls.server-name to a name that stands in the certificate.";
      case CERTIFICATE_WRONG_USAGE -> "Issue the server a certificate for serverAuth.";
      case TIMEOUT ->
          "Is the server overloaded, or a firewall dropping packets? See timeouts.connect and"
              + " timeouts.handshake.";
      case DRAINED -> DRAINED_ADVICE;
      default -> general(type);
    };
  }

  private static String general(ErrorType type) {
    return switch (type) {
      case PEER_ALERT -> "The alert's name is the peer's reason: its log may say more.";
      case MALFORMED, PROTOCOL_VIOLATION -> "Find out what program the peer is, and its version.";
      case BAD_RECORD -> "Something between changed the bytes, or the peer's TLS is broken.";
      case DOWNGRADE -> "Something between made both ends agree on less than they can do.";
      case CERTIFICATE_INVALID ->
          "Look at the peer's chain, certificate by certificate: sallyport certs inspect.";
      case TRUNCATED ->
          "If all bytes are there, the peer may be one of the programs that never send close_notify;"
              + " if not, data is missing.";
      case ABORTED -> "The other side's end tells why.";
      case CONNECTION_LOST -> "Packets got no answer any more: check the network between.";
      case INTERNAL -> "This is a defect of the proxy: please report it with its log.";
      default -> NONE_OF_ITS_OWN;
    };
  }
}
