package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Records that come in pieces once the handshake is complete. */
final class PartialRecordTest {
  private static final int FULL = 1 << 14;
  private static final int MANY = 1000;

  private final BouncyCastleTls loop = Tiers.engines();

  @Test
  void whatComesInPiecesTakesNoArrayForEachRecord() {
    Connection connection = new Connection(loop);
    connection.record(1); // the loop has nothing to lend yet
    connection.halves();
    long whole = 0;
    long inPieces = 0;
    for (int i = 0; i < MANY; i++) {
      connection.record(1);
      whole += connection.whole();
      connection.record(1);
      inPieces += connection.halves();
    }
    assertThat(connection.client.count).isEqualTo((2L * MANY + 1) * FULL);
    assertThat(inPieces - whole).isLessThan(MANY * FULL / 16L);
  }

  @Test
  void halfRecordsOfConnectionsOfOneLoopDoNotMix() {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      connections.add(new Connection(loop));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        connections.get(i).record(1 + i);
        connections.get(i).firstHalf();
      }
      for (int i = 0; i < 3; i++) {
        connections.get((i + round) % 3).secondHalf();
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(connections.get(i).client.octets.stream()).containsExactly(1 + i);
      assertThat(connections.get(i).client.count).isEqualTo(3 * FULL);
    }
  }

  /** The rest of an array that was lent is another connection's, and is not looked at. */
  @Test
  void aShortRecordAfterALongOneEndsWhereItEnds() {
    Connection one = new Connection(loop);
    Connection other = new Connection(loop);
    one.record(1);
    one.halves();
    other.record(2, 100);
    other.halves();
    assertThat(other.client.octets.stream()).containsExactly(2);
    assertThat(other.client.count).isEqualTo(100);
  }

  @Test
  void aConnectionThatEndsInARecordGivesBackItsArray() {
    assertThatTheArrayComesBack(
        connection -> {
          connection.client.engine.endInput();
          assertThat(connection.client.count).isZero();
        });
  }

  @Test
  void aRecordThatCannotBeDecryptedGivesBackItsArray() {
    assertThatTheArrayComesBack(
        connection -> {
          connection.spoil();
          connection.secondHalf();
          assertThat(connection.client.engine.failed()).isTrue();
        });
  }

  /** A hundred connections in a row that end so, each with half a record there, need one array. */
  private void assertThatTheArrayComesBack(Consumer<Connection> end) {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      connections.add(new Connection(loop));
      connections.get(i).record(1);
    }
    connections.get(100).halves();
    long allocated = 0;
    for (Connection connection : connections.subList(0, 100)) {
      allocated += connection.firstHalf();
      end.accept(connection);
    }
    assertThat(allocated).isLessThan(100 * FULL / 8);
  }

  /** A server, and a client that a record of it is given in pieces. */
  private static final class Connection {
    private final Receiver client;
    private final Receiver server;
    private byte[] record = {};

    Connection(BouncyCastleTls loop) {
      client =
          new Receiver(
              it -> loop.client(Pair.clientProfile(TlsVersion.TLS_1_3), it, System::nanoTime));
      server =
          new Receiver(
              it ->
                  loop.server(
                      Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)),
                      it,
                      System::nanoTime));
      client.engine.begin();
      server.engine.begin();
      while (client.sent.size() + server.sent.size() > 0) {
        server.give(client.take());
        client.give(server.take());
      }
      assertThat(client.engine.established()).isTrue();
    }

    /** The server sends a record of octets that are all alike. */
    void record(int octet) {
      record(octet, FULL);
    }

    void record(int octet, int length) {
      byte[] plaintext = new byte[length];
      Arrays.fill(plaintext, (byte) octet);
      server.engine.send(plaintext, 0, length);
      record = server.take();
    }

    void spoil() {
      record[record.length - 1] ^= 1;
    }

    // Each gives octets to the client, and says how many were allocated meanwhile.

    long whole() {
      return give(0, record.length);
    }

    long halves() {
      return firstHalf() + secondHalf();
    }

    long firstHalf() {
      return give(0, record.length / 2);
    }

    long secondHalf() {
      return give(record.length / 2, record.length);
    }

    private long give(int from, int to) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      client.engine.receive(record, from, to - from);
      return threads.getCurrentThreadAllocatedBytes() - before;
    }
  }

  /** Keeps of application data how much came, and of which octets. */
  private static final class Receiver implements TlsSink {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final BitSet octets = new BitSet();
    private final TlsEngine engine;
    private long count;

    Receiver(Function<TlsSink, TlsEngine> maker) {
      engine = maker.apply(this);
    }

    byte[] take() {
      byte[] waiting = sent.toByteArray();
      sent.reset();
      return waiting;
    }

    void give(byte[] received) {
      engine.receive(received, 0, received.length);
    }

    @Override
    public void ciphertext(byte[] buffer, int offset, int length) {
      sent.write(buffer, offset, length);
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int length) {
      count += length;
      for (int i = offset; i < offset + length; i++) {
        octets.set(buffer[i] & 0xFF);
      }
    }

    @Override
    public void event(TlsEvent event) {}
  }
}
