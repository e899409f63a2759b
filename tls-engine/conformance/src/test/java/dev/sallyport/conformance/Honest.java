package dev.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.constants.AlertDescription;
import de.rub.nds.tlsattacker.core.constants.AlertLevel;
import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.AlertMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateVerifyMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ChangeCipherSpecMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHEServerKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.EncryptedExtensionsMessage;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloDoneMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloMessage;
import java.io.IOException;
import java.util.List;

/** What an honest peer does, as far as one wants to go with it. */
final class Honest {
  private static final int RSA_OCTETS = 256;

  private Honest() {}

  /** One handshake of each role and version that the proxy must serve. */
  static void handshakes(Testbed testbed) throws IOException {
    for (Scene scene :
        List.of(Scene.CLIENT_13, Scene.CLIENT_12, Scene.SERVER_13, Scene.SERVER_12)) {
      try (Peer peer = testbed.open(scene)) {
        handshake(peer, scene);
        if (scene.role() == Scene.Role.CLIENT) {
          peer.send(application("ping"));
          peer.receiveTill(new ApplicationMessage());
        }
        peer.send(closeNotify());
        assertThat(peer.received()).as("%s", scene).noneMatch(AlertMessage.class::isInstance);
      }
      assertThat(testbed.proxy().log().next()).as("%s", scene).returns("ok", Flow::outcome);
    }
  }

  static void handshake(Peer peer, Scene scene) {
    boolean new13 = scene.tls13();
    if (scene.role() == Scene.Role.CLIENT) {
      if (new13) {
        client13(peer);
      } else {
        client12(peer);
      }
    } else if (new13) {
      server13(peer);
    } else {
      server12(peer);
    }
  }

  /** That is far enough; and where keys are agreed on, nothing comes in clear from then on. */
  private static void reached(Peer peer, Class<? extends ProtocolMessage> last) {
    if (peer.received().stream().noneMatch(last::isInstance)) {
      throw new IllegalStateException("no " + last.getSimpleName() + " came");
    }
    if (last == FinishedMessage.class) {
      peer.expectProtection();
    }
  }

  /** Up to the server's Finished. */
  static void client13Flight(Peer peer) {
    peer.send(new ClientHelloMessage(peer.config()));
    peer.receiveTill(new FinishedMessage());
    reached(peer, FinishedMessage.class);
  }

  static void client13(Peer peer) {
    client13Flight(peer);
    peer.send(new FinishedMessage());
  }

  /** Up to the ServerHelloDone. */
  static void client12Flight(Peer peer) {
    peer.send(new ClientHelloMessage(peer.config()));
    peer.receiveTill(new ServerHelloDoneMessage());
    reached(peer, ServerHelloDoneMessage.class);
  }

  static void client12(Peer peer) {
    client12Flight(peer);
    peer.send(
        new ECDHClientKeyExchangeMessage(), new ChangeCipherSpecMessage(), new FinishedMessage());
    peer.receiveTill(new FinishedMessage());
    reached(peer, FinishedMessage.class);
  }

  static void clientHello(Peer peer) {
    peer.receiveTill(new ClientHelloMessage());
    reached(peer, ClientHelloMessage.class);
  }

  static ServerHelloMessage serverHello(Peer peer) {
    return new ServerHelloMessage(peer.config());
  }

  /** The messages of a server of TLS 1.3, from the ServerHello. */
  static List<ProtocolMessage> flight13(Peer peer) {
    return List.of(
        serverHello(peer),
        new EncryptedExtensionsMessage(peer.config()),
        new CertificateMessage(),
        certificateVerify(),
        new FinishedMessage());
  }

  /**
   * A CertificateVerify whose RSA signature is as long as the modulus (RFC 8017 8.1.1):
   * TLS-Attacker leaves zeros at its beginning out, of which one signature of 256 has some.
   */
  static CertificateVerifyMessage certificateVerify() {
    CertificateVerifyMessage verify = new CertificateVerifyMessage();
    verify.setSignature(Mutated.by(signature -> Bytes.padded(signature, RSA_OCTETS)));
    return verify;
  }

  /** The messages of a server of TLS 1.2, to the ServerHelloDone. */
  static List<ProtocolMessage> flight12(Peer peer) {
    return List.of(
        serverHello(peer),
        new CertificateMessage(),
        new ECDHEServerKeyExchangeMessage(),
        new ServerHelloDoneMessage());
  }

  static void server13(Peer peer) {
    clientHello(peer);
    flight13(peer).forEach(peer::send);
    peer.receiveTill(new FinishedMessage());
    reached(peer, FinishedMessage.class);
  }

  static void server12(Peer peer) {
    clientHello(peer);
    flight12(peer).forEach(peer::send);
    peer.receiveTill(new FinishedMessage());
    reached(peer, FinishedMessage.class);
    peer.send(new ChangeCipherSpecMessage(), new FinishedMessage());
  }

  static ApplicationMessage application(String text) {
    ApplicationMessage message = new ApplicationMessage();
    message.setDataConfig(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return message;
  }

  static AlertMessage closeNotify() {
    AlertMessage alert = new AlertMessage();
    alert.setConfig(AlertLevel.WARNING, AlertDescription.CLOSE_NOTIFY);
    return alert;
  }
}
