package dev.sallyport.proxy.interop;

import dev.sallyport.certs.KeyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One case of the matrix, for one peer.
 *
 * @param certificate the kind of the server's certificate, and of the client's where it has one
 */
record Cell(
    Version version, Certificate certificate, Authentication authentication, Handshake handshake) {

  /** What is spoken. */
  enum Version {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String number;

    Version(String number) {
      this.number = number;
    }

    /** {@code 1.3}. */
    String number() {
      return number;
    }

    /** As records and the JDK spell it: {@code TLSv1.3}. */
    String spelling() {
      return "TLSv" + number;
    }

    @Override
    public String toString() {
      return "TLS " + number;
    }
  }

  /** The kinds of key in a certificate. */
  enum Certificate {
    RSA("RSA-2048", KeyKind.RSA, "RSA 2048", "rsa_"),
    P_256("P-256", KeyKind.EC, "EC P-256", "ecdsa_secp256r1_sha256"),
    ED25519("Ed25519", KeyKind.ED25519, "Ed25519", "ed25519");

    private final String label;
    private final KeyKind kind;
    private final String recorded;
    private final String signature;

    Certificate(String label, KeyKind kind, String recorded, String signature) {
      this.label = label;
      this.kind = kind;
      this.recorded = recorded;
      this.signature = signature;
    }

    KeyKind kind() {
      return kind;
    }

    /** The key as a record tells it. */
    String recorded() {
      return recorded;
    }

    /** How the names of its signature schemes begin. */
    String signature() {
      return signature;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Whether the client has to say who it is. */
  enum Authentication {
    NONE,
    CLIENT_CERTIFICATE
  }

  /** Which connection of the client is looked at. */
  enum Handshake {
    /** The first. */
    FULL,
    /** Another one after it, by which the client comes back. */
    RESUMED;

    @Override
    public String toString() {
      return this == FULL ? "full" : "resumed";
    }
  }

  /** All cells; a full handshake stands before its resumption. */
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Version version : Version.values()) {
      for (Certificate certificate : Certificate.values()) {
        for (Authentication authentication : Authentication.values()) {
          for (Handshake handshake : Handshake.values()) {
            cells.add(new Cell(version, certificate, authentication, handshake));
          }
        }
      }
    }
    return cells;
  }

  boolean authenticates() {
    return authentication == Authentication.CLIENT_CERTIFICATE;
  }

  boolean comesBack() {
    return handshake == Handshake.RESUMED;
  }

  /** What the server of such a connection has a port for. */
  Profile profile() {
    return new Profile(certificate, authentication);
  }

  /** The same, but for the first connection alone. */
  Cell first() {
    return new Cell(version, certificate, authentication, Handshake.FULL);
  }

  /** The suite that goes with its version and certificate, by the proxy's choice. */
  String suite() {
    if (version == Version.TLS_1_3) {
      return "TLS_AES_128_GCM_SHA256";
    }
    String signed = certificate == Certificate.RSA ? "RSA" : "ECDSA";
    return "TLS_ECDHE_" + signed + "_WITH_AES_128_GCM_SHA256";
  }

  /** The suites of a server that goes by its own preference among what the proxy offers. */
  List<String> suites() {
    return List.of(suite(), suite().replace("AES_128_GCM_SHA256", "AES_256_GCM_SHA384"));
  }

  /** The name of a listener for such cells: those of both handshakes have it in common. */
  String listener() {
    return (version + "-" + certificate + "-" + authentication)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-");
  }

  @Override
  public String toString() {
    return version
        + " · "
        + certificate
        + " · "
        + handshake
        + (authenticates() ? " · client certificate" : "");
  }
}
