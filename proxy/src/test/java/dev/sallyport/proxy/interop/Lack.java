package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.interop.Cell.Certificate;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.ErrorRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a peer cannot do, and what is seen when it is asked to.
 *
 * @param peer whose cells these are
 * @param cells which
 * @param reason in the peer
 * @param seen what the record says; null where there is nothing to connect to
 */
record Lack(String peer, Predicate<Cell> cells, String reason, @Nullable Seen seen) {

  /** The end of a connection that could not be. */
  record Seen(Outcome outcome, ErrorType type, Direction alertTo, String alert) {

    static Seen of(Outcome outcome, ErrorRecord error) {
      ErrorRecord.Alert alert = Objects.requireNonNull(error.alert(), error.toString());
      return new Seen(outcome, error.type(), alert.direction(), alert.name());
    }
  }

  /** The client offers no scheme that goes with the certificate. */
  private static final Seen NO_SCHEME =
      new Seen(
          Outcome.DOWNSTREAM_TLS_FAILED,
          ErrorType.of("no_common_parameters"),
          Direction.OUT,
          "handshake_failure");

  /** Those of clients. */
  static final List<Lack> OF_CLIENTS =
      List.of(
          new Lack("NSS", Lack::isEd25519, "NSS has no Ed25519 in TLS", NO_SCHEME),
          new Lack(
              "BoringSSL by default",
              Lack::isEd25519,
              "BoringSSL offers Ed25519 only when told",
              NO_SCHEME));

  /** Those of servers. */
  static final List<Lack> OF_SERVERS =
      List.of(new Lack("NSS", Lack::isEd25519, "NSS takes no Ed25519 key", null));

  private static boolean isEd25519(Cell cell) {
    return cell.certificate() == Certificate.ED25519;
  }

  /** What keeps a peer from a cell. */
  static Optional<Lack> of(List<Lack> all, String peer, Cell cell) {
    return all.stream().filter(lack -> lack.peer.equals(peer) && lack.cells.test(cell)).findFirst();
  }
}
