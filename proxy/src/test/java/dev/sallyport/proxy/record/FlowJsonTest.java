package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.lifecycle.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON form: what is written, and that reading gives back what was written. */
class FlowJsonTest {
  private static final String SMALLEST =
      """
      {"schema":"sallyport.flow/1","@timestamp":"2026-11-20T16:15:03.000000Z",\
      "flow":"01KADX7M3RQ4ZK8W2V9T6H5PXC","listener":"web","outcome":"empty","duration_us":7,\
      "timing_source":"socket","downstream":{"tcp":{"state":"CLOSED"},"bytes":{"in":0,"out":0}}}""";

  @Test
  void everyFieldOfARecordComesBack() throws IOException {
    RandomRecords records = new RandomRecords(4711);
    for (int i = 0; i < 2_000; i++) {
      FlowRecord record = records.next();
      assertThat(FlowJson.read(FlowJson.write(record))).isEqualTo(record);
    }
  }

  @Test
  void aRecordIsOneLine() {
    RandomRecords records = new RandomRecords(4712);
    for (int i = 0; i < 200; i++) {
      assertThat(FlowJson.write(records.next())).doesNotContain("\n", "\r", "\u001b");
    }
  }

  /** The resource stands in the order of the documentation, with line breaks for its reader. */
  @ParameterizedTest
  @ValueSource(strings = {"https", "re-encrypted", "handshake-failed", "cleartext", "reset"})
  void fieldsStandInTheOrderOfTheDocumentation(String name) throws IOException {
    String text = resource(name);

    assertThat(FlowJson.write(FlowJson.read(text))).isEqualTo(onOneLine(text));
  }

  @Test
  void whatIsAbsentIsLeftOut() throws IOException {
    assertThat(FlowJson.write(FlowJson.read(SMALLEST))).isEqualTo(SMALLEST);
  }

  @Test
  void microsecondsAreWrittenEvenIfTheyAreZero() throws IOException {
    assertThat(FlowJson.write(FlowJson.read(SMALLEST)))
        .contains("\"@timestamp\":\"2026-11-20T16:15:03.000000Z\"");
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    String newer =
        SMALLEST
            .replace("\"outcome\"", "\"new\":{\"a\":[1.5,null,{}]},\"outcome\"")
            .replace("\"state\"", "\"new\":[],\"state\"");

    assertThat(FlowJson.read(newer)).isEqualTo(FlowJson.read(SMALLEST));
  }

  @Test
  void detailsOfTheTimelineThatAreNoPlainValuesAreIgnored() throws IOException {
    String line =
        SMALLEST.substring(0, SMALLEST.length() - 1)
            + ",\"timeline\":[{\"t_us\":1,\"event\":\"x\",\"a\":1.5,\"b\":[],\"c\":\"d\"}]}";

    assertThat(FlowJson.read(line).timeline())
        .containsExactly(new TimelineEntry(1, null, "x", null, false, Map.of("c", "d")));
  }

  @Test
  void outcomesAreReadInTheirOwnSpelling() throws IOException {
    String line = SMALLEST.replace("\"empty\"", "\"downstream_tls_failed\"");

    assertThat(FlowJson.read(line).outcome()).isEqualTo(Outcome.DOWNSTREAM_TLS_FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sallyport.flow/1" | "sallyport.flow/2"     | schema is not sallyport.flow/1: sallyport.flow/2
          "duration_us":7    | "duration_us":"7"      | duration_us is not an integer
          "duration_us":7    | "duration_us":7.5      | duration_us is not an integer
          "duration_us":7,   | ''                     | duration_us is missing
          "CLOSED"           | "LISTENING"            | downstream.tcp.state has an unknown value: LISTENING
          {"in":0,           | {                      | downstream.bytes.in is missing
          "empty"            | "ok","error":{}        | error.side is missing
          "empty"            | "error","error":{"side":"upstream","type":"internal","alert":{"direction":"in","level":"fatal","name":"x","code":4294967296}} | error.alert.code is out of range: 4294967296
          01KADX7            | 91KADX7                | not a flow identifier (ULID)
          2026-11-20T        | yesterday              | @timestamp is not a time
          """)
  void whatIsWrongIsNamed(String part, String replacement, String complaint) {
    String line = SMALLEST.replace(part, replacement);

    assertThat(line).isNotEqualTo(SMALLEST);
    assertThatThrownBy(() -> FlowJson.read(line))
        .isInstanceOf(RecordFormatException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "[]", "7", "{", "{\"schema\":", "{}{}", "{\"a\":1} x"})
  void whatIsNoRecordIsRefused(String text) {
    assertThatThrownBy(() -> FlowJson.read(text)).isInstanceOf(RecordFormatException.class);
  }

  @Test
  void aLineThatWasCutIsRefusedWhereverItWasCut() {
    for (int length = 0; length < SMALLEST.length(); length++) {
      String cut = SMALLEST.substring(0, length);
      assertThatThrownBy(() -> FlowJson.read(cut)).isInstanceOf(RecordFormatException.class);
    }
  }

  private static String onOneLine(String text) {
    return text.lines()
        .map(String::strip)
        .collect(Collectors.joining())
        .replace("\": ", "\":")
        .replace(", \"", ",\"");
  }

  static String resource(String name) throws IOException {
    try (InputStream in =
        FlowJsonTest.class.getResourceAsStream("/dev/sallyport/proxy/ladder/" + name + ".json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
