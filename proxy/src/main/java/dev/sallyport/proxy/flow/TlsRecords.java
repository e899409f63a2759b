package dev.sallyport.proxy.flow;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Verdict;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.proxy.record.CertificateRecord;
import dev.sallyport.proxy.record.TlsRecord;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.KnownHellos;
import dev.sallyport.tls.TlsFacts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a TLS engine knows of a connection, or a passed ClientHello tells, as a record. */
final class TlsRecords {

  private TlsRecords() {}

  /** Null where the connection had no TLS that the proxy saw. */
  static @Nullable TlsRecord of(Connection connection, Timeline timeline) {
    KnownHellos known = connection.flow().services().loop().hellos();
    TlsHandler handler = connection.tlsHandler();
    if (handler != null) {
      return of(handler.facts(), connection.side(), timeline, known);
    }
    ClientHello hello = connection.passedHello();
    return hello == null ? null : passed(hello, known);
  }

  private static long opened(Side side, Timeline timeline) {
    return timeline.first(side, side == Side.DOWNSTREAM ? Event.ACCEPTED : Event.CONNECTED);
  }

  private static TlsRecord passed(ClientHello hello, KnownHellos known) {
    return new TlsRecord(
        new TlsRecord.Parameters(
            null, null, null, null, null, hello.serverName(), null, null, null),
        hello(hello, null, true, known),
        TlsRecord.Certificates.NONE,
        null,
        TlsRecord.Keys.NONE,
        TlsRecord.Close.NONE);
  }

  private static TlsRecord of(TlsFacts facts, Side side, Timeline timeline, KnownHellos known) {
    return new TlsRecord(
        new TlsRecord.Parameters(
            facts.version() == null ? null : facts.version().wireName(),
            facts.cipherSuite(),
            facts.keyExchange() == null ? null : facts.keyExchange().name(),
            facts.group(),
            facts.signature(),
            facts.serverName(),
            facts.alpn(),
            facts.keysDerivedAt() == null ? null : facts.resumed(),
            facts.resumption() == null ? null : facts.resumption().id()),
        hello(facts.clientHello(), facts.serverRandom(), side == Side.DOWNSTREAM, known),
        new TlsRecord.Certificates(
            certificate(facts.certificate()),
            certificate(facts.peerCertificate()),
            verified(facts.certificateVerified())),
        handshake(facts.handshake(), opened(side, timeline)),
        new TlsRecord.Keys(preMaster(facts.preMaster()), Micros.of(facts.keysDerivedAt())),
        new TlsRecord.Close(
            Micros.of(facts.closeNotifyReceivedAt()),
            Micros.of(timeline.first(side, Event.CLOSE_NOTIFY_SENT)),
            facts.truncated()));
  }

  /**
   * Both hellos.
   *
   * @param printed whether the ClientHello is another's, which alone tells something by its prints
   */
  private static TlsRecord.Hello hello(
      @Nullable ClientHello hello,
      @Nullable String serverRandom,
      boolean printed,
      KnownHellos known) {
    if (hello == null) {
      return new TlsRecord.Hello(null, serverRandom, null, null, null);
    }
    KnownHellos.Words words = known.of(hello);
    return new TlsRecord.Hello(
        hello.random(),
        serverRandom,
        printed ? words.ja3() : null,
        printed ? words.ja4() : null,
        new TlsRecord.Offer(
            words.versions(),
            words.cipherSuites(),
            words.groups(),
            words.signatureSchemes(),
            hello.alpn()));
  }

  private static @Nullable CertificateRecord certificate(@Nullable CertificateSummary summary) {
    return summary == null
        ? null
        : new CertificateRecord(
            summary.subject(),
            summary.issuer(),
            summary.sans(),
            summary.notAfter(),
            summary.key(),
            summary.sha256());
  }

  private static TlsRecord.@Nullable Verified verified(
      TlsFacts.@Nullable Verification verification) {
    if (verification == null) {
      return null;
    }
    Verdict.Reason reason = verification.verdict().reason();
    return new TlsRecord.Verified(
        verification.at() / 1000,
        verification.durationNanos() / 1000,
        reason.name().toLowerCase(Locale.ROOT));
  }

  private static TlsRecord.@Nullable Handshake handshake(
      TlsFacts.@Nullable Handshake handshake, long opened) {
    if (handshake == null) {
      return null;
    }
    boolean known = opened != Timeline.ABSENT;
    return new TlsRecord.Handshake(
        known ? Micros.of(Math.max(0, handshake.beginAt() - opened)) : null,
        Micros.of(handshake.beginAt()),
        Micros.of(handshake.endAt()),
        Micros.of(handshake.durationNanos()),
        Micros.of(handshake.waitNanos()),
        Micros.of(handshake.computeNanos()),
        handshake.bytesIn(),
        handshake.bytesOut(),
        handshake.history());
  }

  private static TlsRecord.@Nullable PreMaster preMaster(TlsFacts.@Nullable PreMaster preMaster) {
    return preMaster == null
        ? null
        : new TlsRecord.PreMaster(
            preMaster.at() / 1000, TlsRecord.PreMaster.By.valueOf(preMaster.by().name()));
  }
}
