package dev.sallyport.tls.bc;

import java.util.Arrays;

/**
 * What lies between a peer and one end, and does to the peer's octets what its orders say: each is
 * three octets, what to do and two that say how many octets to do it to.
 */
final class HostileWire {
  private static final int MANY = 0x3FF;

  private final byte[] orders;
  private int at;

  /** What an order makes of the octets that come next. */
  private enum Deed {
    PASS,
    FLIP,
    DROP,
    REPEAT,
    INSERT,
    INSERT_RECORD,
    CHANGE_LENGTH,
    FINISH
  }

  HostileWire(byte[] orders, int offset) {
    this.orders = orders;
    this.at = offset;
  }

  /** Carries a flight; when the orders are at their end, as it is. */
  void carry(byte[] flight, Watched to) {
    int position = 0;
    while (position < flight.length) {
      if (orders.length - at < 3) {
        to.give(flight, position, flight.length - position);
        return;
      }
      position += next(flight, position, to);
    }
  }

  /** Performs one order; returns how many octets of the flight it has used up. */
  private int next(byte[] flight, int position, Watched to) {
    Deed deed = Deed.values()[orders[at] & 7];
    int detail = (orders[at] & 0xFF) >> 3;
    int count = ((orders[at + 1] & 0xFF) << Byte.SIZE | (orders[at + 2] & 0xFF)) & MANY;
    at += 3;
    int length = Math.min(count, flight.length - position);
    switch (deed) {
      case PASS -> to.give(flight, position, length);
      case FLIP -> flip(flight, position, length, 1 << (detail & 7), to);
      case DROP -> {}
      case REPEAT -> {
        to.give(flight, position, length);
        to.give(flight, position, length);
      }
      case INSERT -> insert(new byte[0], count, to);
      case INSERT_RECORD -> {
        int body = Math.min(count & 0xFF, orders.length - at);
        insert(new byte[] {(byte) (20 + detail % 5), 3, 3, 0, (byte) body}, body, to);
      }
      case CHANGE_LENGTH -> {
        byte[] changed = Arrays.copyOf(flight, flight.length);
        if (flight.length - position > 4) {
          changed[position + 3] = (byte) (count >> Byte.SIZE);
          changed[position + 4] = (byte) count;
        }
        to.give(changed, position, flight.length - position);
        return flight.length - position;
      }
      case FINISH -> {
        to.engine().endInput();
        to.assertOrderly();
      }
    }
    return deed == Deed.INSERT || deed == Deed.INSERT_RECORD ? 0 : length;
  }

  private static void flip(byte[] flight, int position, int length, int mask, Watched to) {
    byte[] changed = Arrays.copyOfRange(flight, position, position + length);
    if (length > 0) {
      changed[length - 1] ^= (byte) mask;
    }
    to.give(changed, 0, length);
  }

  /** Something of our own, which the next orders are taken for. */
  private void insert(byte[] header, int count, Watched to) {
    int length = Math.min(count, orders.length - at);
    byte[] inserted = Arrays.copyOf(header, header.length + length);
    System.arraycopy(orders, at, inserted, header.length, length);
    at += length;
    to.give(inserted, 0, inserted.length);
  }
}
