package dev.sallyport.tls.bc;

import dev.sallyport.tls.Registry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * What Bouncy Castle is left to know of offers that a peer can make long: it keeps them until the
 * handshake is complete, as objects that take many times the octets they came in.
 *
 * <p>What is left out are values that have no name, so that none of ours is one, repetitions,
 * extensions that nothing here looks at, and lists far longer than honest peers send of what no
 * choice depends on. The first value stays whatever it is: an offer of nothing known is not an
 * empty one.
 */
final class Needed {

  /** What an extension that is kept as objects may have; some peers pad or list, none so much. */
  private static final int LONG = 512;

  private static final int SSL_3 = 0x0300;
  private static final int TLS_1_3 = 0x0304;

  private Needed() {}

  /**
   * @param protocols those of ALPN that can be chosen
   */
  static ClientHello of(ClientHello hello, List<String> protocols) {
    return new ClientHello(
        hello.getVersion(),
        hello.getRandom(),
        hello.getSessionID(),
        hello.getCookie(),
        suites(hello.getCipherSuites()),
        extensions(hello.getExtensions(), protocols),
        hello.getBindersSize());
  }

  /**
   * A CertificateRequest in the same form, without the authorities, to which no certificate of ours
   * is compared.
   */
  static ByteArrayInputStream certificateRequest(ByteArrayInputStream message, TlsContext context)
      throws IOException {
    CertificateRequest asked = CertificateRequest.parse(context, message);
    if (message.available() > 0) {
      throw new TlsFatalAlert(AlertDescription.decode_error);
    }
    Vector<?> schemes = schemes(asked.getSupportedSignatureAlgorithms());
    CertificateRequest needed =
        asked.getCertificateTypes() != null
            ? new CertificateRequest(asked.getCertificateTypes(), schemes, null)
            : new CertificateRequest(
                asked.getCertificateRequestContext(),
                schemes,
                schemes(asked.getSupportedSignatureAlgorithmsCert()),
                null);
    ByteArrayOutputStream encoding = new ByteArrayOutputStream();
    needed.encode(context, encoding);
    return new ByteArrayInputStream(encoding.toByteArray());
  }

  @SuppressWarnings("JdkObsolete") // the API is older than List
  private static @Nullable Vector<?> schemes(@Nullable Vector<?> offered) {
    Vector<?> ours = SignatureScheme.algorithms();
    return offered == null
        ? null
        : Vectors.of(
            IntStream.range(0, offered.size())
                .filter(at -> at == 0 || ours.contains(offered.get(at)))
                .mapToObj(offered::get)
                .distinct()
                .toList());
  }

  private static int[] suites(int[] offered) {
    Seen seen = new Seen();
    int[] kept = new int[offered.length];
    int count = 0;
    for (int suite : offered) {
      if ((count == 0 || Registry.CIPHER_SUITES.has(suite)) && seen.add(suite)) {
        kept[count++] = suite;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  @SuppressWarnings({"rawtypes", "JdkObsolete"}) // the API is older than generics
  private static @Nullable Hashtable extensions(
      @Nullable Hashtable<?, ?> offered, List<String> protocols) {
    if (offered == null) {
      return null;
    }
    Hashtable<Integer, byte[]> needed = new Hashtable<>();
    for (Map.Entry<?, ?> extension : offered.entrySet()) {
      int type = (Integer) extension.getKey();
      byte[] data = extension(type, (byte[]) extension.getValue(), protocols);
      if (data != null) {
        needed.put(type, data);
      }
    }
    return needed;
  }

  private static byte @Nullable [] extension(int type, byte[] data, List<String> protocols) {
    return switch (type) {
      case ExtensionType.supported_groups ->
          numbers(data, 2, group -> Registry.GROUPS.has(group) || ofFiniteField(group));
      case ExtensionType.signature_algorithms, ExtensionType.signature_algorithms_cert ->
          numbers(data, 2, Registry.SIGNATURE_SCHEMES::has);
      case ExtensionType.supported_versions ->
          numbers(data, 1, version -> version >= SSL_3 && version <= TLS_1_3);
      case ExtensionType.application_layer_protocol_negotiation -> names(data, protocols);
      case ExtensionType.server_name,
          ExtensionType.status_request,
          ExtensionType.status_request_v2,
          ExtensionType.trusted_ca_keys ->
          data.length > LONG ? null : data;
      case ExtensionType.max_fragment_length,
          ExtensionType.truncated_hmac,
          ExtensionType.ec_point_formats,
          ExtensionType.client_certificate_type,
          ExtensionType.server_certificate_type,
          ExtensionType.padding,
          ExtensionType.encrypt_then_mac,
          ExtensionType.extended_master_secret,
          ExtensionType.session_ticket,
          ExtensionType.pre_shared_key,
          ExtensionType.early_data,
          ExtensionType.cookie,
          ExtensionType.psk_key_exchange_modes,
          ExtensionType.key_share,
          ExtensionType.renegotiation_info ->
          data;
      default -> null;
    };
  }

  /** Also those without a name: to offer one of them alone is to refuse all others (RFC 7919). */
  private static boolean ofFiniteField(int group) {
    return group >> Byte.SIZE == 1;
  }

  /** A vector of two-octet numbers. What is none is left for Bouncy Castle to refuse. */
  private static byte[] numbers(byte[] data, int lengthOctets, IntPredicate known) {
    if (!isVector(data, lengthOctets) || (data.length - lengthOctets) % 2 != 0) {
      return data;
    }
    Seen seen = new Seen();
    byte[] kept = new byte[data.length];
    int end = lengthOctets;
    for (int at = lengthOctets; at < data.length; at += 2) {
      int number = uint16(data, at);
      if ((end == lengthOctets || known.test(number)) && seen.add(number)) {
        kept[end++] = data[at];
        kept[end++] = data[at + 1];
      }
    }
    return vector(Arrays.copyOf(kept, end), lengthOctets);
  }

  /** A vector of names, each with a length of one octet, that a reader of ours has accepted. */
  private static byte[] names(byte[] data, List<String> known) {
    Set<String> seen = new HashSet<>();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    kept.write(data, 0, 2);
    int at = 2;
    while (at < data.length) {
      int size = 1 + (data[at] & 0xFF);
      String name = new String(data, at + 1, size - 1, StandardCharsets.UTF_8);
      if ((seen.isEmpty() || known.contains(name)) && seen.add(name)) {
        kept.write(data, at, size);
      }
      at += size;
    }
    return vector(kept.toByteArray(), 2);
  }

  private static boolean isVector(byte[] data, int lengthOctets) {
    return data.length > lengthOctets
        && data.length - lengthOctets == (lengthOctets == 1 ? data[0] & 0xFF : uint16(data, 0));
  }

  private static int uint16(byte[] data, int at) {
    return ((data[at] & 0xFF) << Byte.SIZE) | (data[at + 1] & 0xFF);
  }

  /** Puts the length before the content that is there. */
  private static byte[] vector(byte[] vector, int lengthOctets) {
    int length = vector.length - lengthOctets;
    vector[lengthOctets - 1] = (byte) length;
    if (lengthOctets == 2) {
      vector[0] = (byte) (length >> Byte.SIZE);
    }
    return vector;
  }

  /** Numbers of two octets. A set of bits takes kilobytes for a few of them, once one is large. */
  private static final class Seen {
    private static final int FEW = 48;

    private final char[] few = new char[FEW];
    private int count;
    private @Nullable BitSet many;

    /** Returns whether it was not there. */
    boolean add(int number) {
      if (many != null) {
        boolean added = !many.get(number);
        many.set(number);
        return added;
      }
      for (int i = 0; i < count; i++) {
        if (few[i] == number) {
          return false;
        }
      }
      if (count == FEW) {
        many = new BitSet();
        for (char one : few) {
          many.set(one);
        }
        many.set(number);
      } else {
        few[count++] = (char) number;
      }
      return true;
    }
  }
}
