package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.tls.CryptoProvider;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ciphers are fit for records. */
final class AeadTrialTest {

  @ParameterizedTest
  @EnumSource(Aead.Algorithm.class)
  void aCipherWithoutAFaultPasses(Aead.Algorithm algorithm) throws GeneralSecurityException {
    AeadTrial.run(FaultyCipher.source(FaultyCipher.Fault.NONE), algorithm);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultyCipher.Fault.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aCipherWithOneFaultFails(FaultyCipher.Fault fault) {
    Source faulty = FaultyCipher.source(fault);
    for (Aead.Algorithm algorithm : Aead.Algorithm.values()) {
      assertThatThrownBy(() -> AeadTrial.run(faulty, algorithm))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void theReasonIsTold() {
    assertThatThrownBy(
            () ->
                SelfTest.run(Primitive.AES_GCM, FaultyCipher.source(FaultyCipher.Fault.EVERY_CALL)))
        .hasMessage("a record fails: java.lang.IllegalStateException: no memory");
    assertThatThrownBy(
            () -> SelfTest.run(Primitive.AES_GCM, FaultyCipher.source(FaultyCipher.Fault.TAG)))
        .hasMessage("what was altered is opened");
  }

  @ParameterizedTest
  @EnumSource(
      value = Primitive.class,
      names = {"AES_GCM", "CHACHA20_POLY1305"})
  void itIsNotChosen(Primitive primitive) {
    Source faulty = FaultyCipher.source(FaultyCipher.Fault.SECOND_NONCE);
    CryptoTier.Choice choice =
        CryptoTier.choose(primitive, Map.of(CryptoProvider.CONSCRYPT, faulty));
    assertThat(choice.source()).isNull();
    assertThat(choice.objections())
        .containsExactly(
            "faulty fails the test of "
                + primitive.label()
                + ": java.security.GeneralSecurityException: its result is wrong");
  }
}
