package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The headers of SYNs, as a kernel keeps them and as nobody should send them. */
class SavedSynTest {

  private static final String IPV4 = "4500003c1c4640004006" + "b1e6" + "7f000001" + "7f000001";
  private static final String IPV6 =
      "60000000" + "0028" + "06" + "3a" + "00".repeat(15) + "01" + "00".repeat(15) + "01";
  private static final String TCP =
      "d4c2" + "20fb" + "fedcba98" + "00000000" + "a002" + "ffd7" + "fe30" + "0000";
  private static final String OPTIONS =
      "0204ffd7" + "0402" + "080a0000000100000000" + "01" + "03030a";

  @Test
  void anIpv4SynTellsWhatTheClientCanDo() {
    assertThat(parse(IPV4 + TCP + OPTIONS))
        .isEqualTo(new SavedSyn(0xfedcba98L, 0xffd7, 64, 0xffd7, 10, true, true));
  }

  @Test
  void anIpv6SynTellsTheHopLimit() {
    assertThat(parse(IPV6 + TCP + OPTIONS))
        .isEqualTo(new SavedSyn(0xfedcba98L, 0xffd7, 0x3a, 0xffd7, 10, true, true));
  }

  @Test
  void whatIsNotInTheSynIsAbsent() {
    assertThat(parse(IPV4 + TCP.replace("a002", "5002")))
        .isEqualTo(new SavedSyn(0xfedcba98L, 0xffd7, 64, null, null, false, false));
  }

  @Test
  void nothingWasSaved() {
    assertThat(SavedSyn.parse(ByteBuffer.allocate(0))).isNull();
    assertThat(SavedSyn.parse(ByteBuffer.allocate(256))).isNull();
  }

  @Test
  void noLengthThatIsWrittenInItIsBelieved() {
    String whole = IPV4 + TCP + OPTIONS;
    for (int length = 1; length < whole.length() / 2; length++) {
      for (int octet = 0; octet <= 0xff; octet += 0xf) {
        byte[] packet = HexFormat.of().parseHex(whole.substring(0, 2 * length));
        packet[length - 1] = (byte) octet;
        SavedSyn syn = SavedSyn.parse(ByteBuffer.wrap(packet));
        assertThat(syn == null || syn.isn() >= 0).isTrue();
      }
    }
  }

  private static SavedSyn parse(String hex) {
    SavedSyn syn = SavedSyn.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    if (syn == null) {
      throw new AssertionError("no SYN: " + hex);
    }
    return syn;
  }
}
