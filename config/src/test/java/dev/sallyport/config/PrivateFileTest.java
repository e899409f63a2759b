package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFileTest {

  private static boolean mayBeRead(String mode, boolean roots) {
    return PrivateFile.objectionToAccess(PosixFilePermissions.fromString(mode), roots) == null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void whatItsOwnerAloneMayAccessIsPrivate(String mode) {
    assertThat(mayBeRead(mode, false)).isTrue();
    assertThat(mayBeRead(mode, true)).isTrue();
  }

  /** As Debian's group ssl-cert may read keys of root. */
  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "r--r-----"})
  void rootAloneMayLetAGroupRead(String mode) {
    assertThat(mayBeRead(mode, true)).isTrue();
    assertThat(mayBeRead(mode, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw--w----", "rw-rw----", "rw---x---", "rw----r--", "rw-r--r--", "rw-----w-"})
  void nobodyElseMayDoAnythingElse(String mode) {
    assertThat(mayBeRead(mode, false)).isFalse();
    assertThat(mayBeRead(mode, true)).isFalse();
  }
}
