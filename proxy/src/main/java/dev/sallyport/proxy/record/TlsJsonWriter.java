package dev.sallyport.proxy.record;

import dev.sallyport.proxy.record.TlsRecord.Certificates;
import dev.sallyport.proxy.record.TlsRecord.Close;
import dev.sallyport.proxy.record.TlsRecord.Handshake;
import dev.sallyport.proxy.record.TlsRecord.Hello;
import dev.sallyport.proxy.record.TlsRecord.Keys;
import dev.sallyport.proxy.record.TlsRecord.Offer;
import dev.sallyport.proxy.record.TlsRecord.Parameters;
import dev.sallyport.proxy.record.TlsRecord.PreMaster;
import dev.sallyport.proxy.record.TlsRecord.Verified;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the fields of the {@code tls} object; {@link TlsJsonReader} is its mirror. */
final class TlsJsonWriter {
  private final FieldWriter out;

  TlsJsonWriter(FieldWriter out) {
    this.out = out;
  }

  void write(TlsRecord tls) throws IOException {
    parameters(tls.parameters());
    hello(tls.hello());
    certificate("certificate", tls.certificates().ours());
    certificate("peer_certificate", tls.certificates().peer());
    handshake(tls.handshake());
    keys(tls.keys());
    verified(tls.certificates());
    close(tls.close());
  }

  private void parameters(Parameters parameters) throws IOException {
    out.putKnown("version", parameters.version())
        .putKnown("cipher_suite", parameters.cipherSuite())
        .putKnown("key_exchange", parameters.keyExchange())
        .putKnown("group", parameters.group())
        .putKnown("signature", parameters.signature())
        .put("server_name", parameters.serverName())
        .put("alpn", parameters.alpn())
        .put("resumed", parameters.resumed())
        .put("resumption", parameters.resumption());
  }

  private void hello(Hello hello) throws IOException {
    out.put("client_random", hello.clientRandom())
        .put("server_random", hello.serverRandom())
        .put("ja3", hello.ja3())
        .put("ja4", hello.ja4());
    Offer offer = hello.offer();
    if (offer != null) {
      out.begin("client_hello")
          .putKnown("versions", offer.versions())
          .putKnown("cipher_suites", offer.cipherSuites())
          .putKnown("groups", offer.groups())
          .putKnown("signature_schemes", offer.signatureSchemes())
          .put("alpn", offer.alpn())
          .end();
    }
  }

  private void certificate(String name, @Nullable CertificateRecord certificate)
      throws IOException {
    if (certificate != null) {
      out.begin(name)
          .put("subject", certificate.subject())
          .put("issuer", certificate.issuer())
          .put("sans", certificate.sans())
          .put("not_after", certificate.notAfter().toString())
          .put("key", certificate.key())
          .put("sha256", certificate.sha256())
          .end();
    }
  }

  private void handshake(@Nullable Handshake handshake) throws IOException {
    if (handshake != null) {
      out.begin("handshake")
          .put("idle_us", handshake.idleMicros())
          .put("begin_us", handshake.beginMicros())
          .put("end_us", handshake.endMicros())
          .put("duration_us", handshake.durationMicros())
          .put("wait_us", handshake.waitMicros())
          .put("compute_us", handshake.computeMicros())
          .put("bytes_in", handshake.bytesIn())
          .put("bytes_out", handshake.bytesOut())
          .put("history", handshake.history())
          .end();
    }
  }

  private void keys(Keys keys) throws IOException {
    PreMaster preMaster = keys.preMaster();
    if (preMaster != null) {
      out.begin("pre_master").put("at_us", preMaster.atMicros()).put("by", preMaster.by()).end();
    }
    out.put("keys_derived_us", keys.derivedMicros());
  }

  private void verified(Certificates certificates) throws IOException {
    Verified verified = certificates.verified();
    if (verified != null) {
      out.begin("certificate_verified")
          .put("at_us", verified.atMicros())
          .put("duration_us", verified.durationMicros())
          .put("verdict", verified.verdict())
          .end();
    }
  }

  private void close(Close close) throws IOException {
    if (close.notifyReceivedMicros() != null || close.notifySentMicros() != null) {
      out.begin("close_notify")
          .put("received_us", close.notifyReceivedMicros())
          .put("sent_us", close.notifySentMicros())
          .end();
    }
    if (close.truncated()) {
      out.put("truncated", true);
    }
  }
}
