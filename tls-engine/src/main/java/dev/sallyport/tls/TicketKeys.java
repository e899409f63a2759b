package dev.sallyport.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal session tickets: the first one seals, all of them open. A ticket is the key's
 * name, a random nonce, and the state under AES-256-GCM with the name as additional data (RFC 5077
 * section 4 leaves the form to the server).
 *
 * <p>Thread-safe: one serves all event loops, which wait for each other only while a key is made.
 */
public final class TicketKeys {

  /** How long a key of our own seals. */
  static final Duration ROTATION = Duration.ofHours(1);

  /** What seals tickets, as {@link Cipher#getInstance} knows it. */
  public static final String CIPHER = "AES/GCM/NoPadding";

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final InstantSource clock;
  private final @Nullable Duration openable;
  private volatile List<Dated> keys;

  /** A key, and when it began to seal. */
  private record Dated(TicketKey key, Instant since) {}

  private TicketKeys(InstantSource clock, @Nullable Duration openable, List<TicketKey> first) {
    this.clock = clock;
    this.openable = openable;
    this.keys = dated(first);
  }

  /**
   * Keys of our own: every hour another one seals, and the last ones open until no ticket of theirs
   * can be valid any more.
   *
   * @param lifetime of a ticket
   */
  public static TicketKeys rotating(InstantSource clock, Duration lifetime) {
    return new TicketKeys(
        clock, ROTATION.plus(lifetime), List.of(TicketKey.generate(new SecureRandom())));
  }

  /** Keys that are given, and rotated by {@link #replace}. */
  public static TicketKeys shared(List<TicketKey> keys) {
    return new TicketKeys(InstantSource.system(), null, keys);
  }

  /** Other keys from now on. */
  public void replace(List<TicketKey> others) {
    keys = dated(others);
  }

  private List<Dated> dated(List<TicketKey> given) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException("no ticket key");
    }
    Instant now = clock.instant();
    return given.stream().map(key -> new Dated(key, now)).toList();
  }

  /**
   * The ticket that holds the state.
   *
   * @param random the caller's own, so that no thread waits for another
   */
  public byte[] seal(byte[] state, SecureRandom random) {
    return seal(state, random, cipher());
  }

  /**
   * The same with a {@value #CIPHER} that the caller uses for all tickets: to make one takes longer
   * than to seal.
   */
  public byte[] seal(byte[] state, SecureRandom random, Cipher cipher) {
    TicketKey key = current().get(0).key();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] ticket = Arrays.copyOf(key.name(), TicketKey.NAME + NONCE + state.length + TAG_BITS / 8);
    System.arraycopy(nonce, 0, ticket, TicketKey.NAME, NONCE);
    try {
      init(cipher, Cipher.ENCRYPT_MODE, key, nonce);
      cipher.doFinal(state, 0, state.length, ticket, TicketKey.NAME + NONCE);
      return ticket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a ticket cannot be sealed", e);
    }
  }

  /** The state that a ticket holds; null if none of the keys made it, or it was altered. */
  public byte @Nullable [] open(byte[] ticket) {
    return open(ticket, cipher());
  }

  /** The same with a {@value #CIPHER} that the caller uses for all tickets. */
  public byte @Nullable [] open(byte[] ticket, Cipher cipher) {
    int sealed = TicketKey.NAME + NONCE;
    if (ticket.length < sealed + TAG_BITS / 8) {
      return null;
    }
    for (Dated dated : current()) {
      if (dated.key().isNamedIn(ticket)) {
        try {
          byte[] nonce = Arrays.copyOfRange(ticket, TicketKey.NAME, sealed);
          init(cipher, Cipher.DECRYPT_MODE, dated.key(), nonce);
          return cipher.doFinal(ticket, sealed, ticket.length - sealed);
        } catch (GeneralSecurityException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance(CIPHER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static void init(Cipher cipher, int mode, TicketKey key, byte[] nonce)
      throws GeneralSecurityException {
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(key.name());
  }

  private List<Dated> current() {
    List<Dated> now = keys;
    boolean due = openable != null && !clock.instant().isBefore(now.get(0).since().plus(ROTATION));
    return due ? rotated(now, Objects.requireNonNull(openable)) : now;
  }

  /** Whichever thread comes first when a rotation is due makes the key. */
  private synchronized List<Dated> rotated(List<Dated> old, Duration openableFor) {
    if (keys != old) {
      return keys;
    }
    Instant now = clock.instant();
    List<Dated> next = new ArrayList<>();
    next.add(new Dated(TicketKey.generate(new SecureRandom()), now));
    for (Dated dated : old) {
      if (now.isBefore(dated.since().plus(openableFor))) {
        next.add(dated);
      }
    }
    keys = List.copyOf(next);
    return keys;
  }

  /** The keys' names alone. */
  @Override
  public String toString() {
    return "TicketKeys" + keys.stream().map(Dated::key).toList();
  }
}
