package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainOutlineTest {
  private final TestCertificates root = TestCertificates.authority("Root CA");
  private final TestCertificates issuing = root.intermediate("Issuing CA");
  private final X509Certificate leaf = issuing.server("a.example").leaf();

  @Test
  void seesAChainThatIsInOrder() {
    ChainOutline outline = outline(leaf, issuing.certificate());

    assertThat(outline.chain()).containsExactly(leaf, issuing.certificate());
    assertThat(outline.inOrder()).isTrue();
    assertThat(outline.strangers()).isEmpty();
    assertThat(outline.endsInRoot()).isFalse();
    assertThat(outline.forged()).isEmpty();
  }

  @Test
  void putsInOrderWhatIsNot() {
    ChainOutline outline = outline(leaf, root.certificate(), issuing.certificate());

    assertThat(outline.chain()).containsExactly(leaf, issuing.certificate(), root.certificate());
    assertThat(outline.inOrder()).isFalse();
    assertThat(outline.endsInRoot()).isTrue();
    assertThat(outline.forged()).isEmpty();
  }

  @Test
  void leavesStrangersOut() {
    X509Certificate stranger = TestCertificates.authority("Other CA").certificate();

    ChainOutline outline = outline(leaf, issuing.certificate(), stranger);

    assertThat(outline.chain()).containsExactly(leaf, issuing.certificate());
    assertThat(outline.inOrder()).isTrue();
    assertThat(outline.strangers()).containsExactly(stranger);
  }

  @Test
  void seesWhatIsSignedBySomebodyElse() {
    // Without key identifiers the name alone says who the issuer is.
    X509Certificate impostor =
        TestLeaf.selfIssued("Root CA").keys(root.keys()).ca().authority().certificate();
    TestCertificates other = TestCertificates.authority("Root CA");

    assertThat(outline(issuing.certificate(), impostor).forged()).isEmpty();
    assertThat(new ChainOutline(List.of(leaf), List.of(leaf, other.certificate())).forged())
        .containsExactly(leaf);
  }

  private static ChainOutline outline(X509Certificate... given) {
    return ChainOutline.of(List.of(given), given[0]);
  }
}
