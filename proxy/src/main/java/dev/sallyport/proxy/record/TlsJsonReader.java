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
import org.jspecify.annotations.Nullable;

/** Makes a record of a {@code tls} object; the mirror of {@link TlsJsonWriter}. */
final class TlsJsonReader {
  private TlsJsonReader() {}

  static TlsRecord read(FieldReader in) throws RecordFormatException {
    return new TlsRecord(
        parameters(in),
        hello(in),
        new Certificates(
            certificate(in.object("certificate")),
            certificate(in.object("peer_certificate")),
            verified(in.object("certificate_verified"))),
        handshake(in.object("handshake")),
        new Keys(preMaster(in.object("pre_master")), in.whole("keys_derived_us")),
        close(in));
  }

  private static Parameters parameters(FieldReader in) throws RecordFormatException {
    return new Parameters(
        in.text("version"),
        in.text("cipher_suite"),
        in.text("key_exchange"),
        in.text("group"),
        in.text("signature"),
        in.text("server_name"),
        in.text("alpn"),
        in.flag("resumed"),
        in.text("resumption"));
  }

  private static Hello hello(FieldReader in) throws RecordFormatException {
    return new Hello(
        in.text("client_random"),
        in.text("server_random"),
        in.text("ja3"),
        in.text("ja4"),
        offer(in.object("client_hello")));
  }

  private static @Nullable Offer offer(@Nullable FieldReader in) throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new Offer(
        in.texts("versions"),
        in.texts("cipher_suites"),
        in.texts("groups"),
        in.texts("signature_schemes"),
        in.texts("alpn"));
  }

  private static @Nullable CertificateRecord certificate(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new CertificateRecord(
        in.requiredText("subject"),
        in.requiredText("issuer"),
        in.texts("sans"),
        FlowJsonReader.instant(in, "not_after"),
        in.requiredText("key"),
        in.requiredText("sha256"));
  }

  private static @Nullable Verified verified(@Nullable FieldReader in)
      throws RecordFormatException {
    return in == null
        ? null
        : new Verified(
            in.requiredWhole("at_us"), in.whole("duration_us"), in.requiredText("verdict"));
  }

  private static @Nullable Handshake handshake(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new Handshake(
        in.whole("idle_us"),
        in.whole("begin_us"),
        in.whole("end_us"),
        in.whole("duration_us"),
        in.whole("wait_us"),
        in.whole("compute_us"),
        in.whole("bytes_in"),
        in.whole("bytes_out"),
        in.text("history"));
  }

  private static @Nullable PreMaster preMaster(@Nullable FieldReader in)
      throws RecordFormatException {
    return in == null
        ? null
        : new PreMaster(in.requiredWhole("at_us"), in.requiredConstant("by", PreMaster.By.class));
  }

  private static Close close(FieldReader in) throws RecordFormatException {
    FieldReader notify = in.object("close_notify");
    return new Close(
        notify == null ? null : notify.whole("received_us"),
        notify == null ? null : notify.whole("sent_us"),
        Boolean.TRUE.equals(in.flag("truncated")));
  }
}
