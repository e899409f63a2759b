package dev.sallyport.proxy.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.Capture;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All scenarios played under one capture, and each record compared with it. */
final class WireRun {

  private static final String LAST_WORDS = "nothing comes after these words";
  private static final int TAIL = 1 << 16;

  private final Path directory;
  private final Stamps stamps = new Stamps();
  private final Map<String, Result> results = new LinkedHashMap<>();

  /**
   * What came of a scenario.
   *
   * @param failure what went wrong in playing it, or null
   * @param evidence record and packets
   */
  record Result(List<String> disagreements, @Nullable Exception failure, String evidence) {}

  private long turns;
  private long worst;

  private WireRun(Path directory) {
    this.directory = directory;
  }

  /**
   * Plays and compares.
   *
   * @param settings what else the proxies are told
   */
  static WireRun of(Path directory, String settings, List<Scenario> scenarios) throws Exception {
    WireRun run = new WireRun(directory);
    Map<Stage.Kind, Stage> stages = new EnumMap<>(Stage.Kind.class);
    try {
      for (Stage.Kind kind : Stage.Kind.values()) {
        stages.put(kind, Stage.open(kind, directory.resolve(kind.name()), settings));
      }
      run.play(List.copyOf(stages.values()), scenarios);
    } finally {
      for (Stage stage : stages.values()) {
        stage.close();
      }
    }
    return run;
  }

  private void play(List<Stage> stages, List<Scenario> scenarios) throws Exception {
    int[] ports =
        stages.stream().flatMapToInt(stage -> stage.ports().stream().mapToInt(i -> i)).toArray();
    stages.get(0).rehearse();
    Path captured;
    try (Capture capture = Capture.of(directory, ports)) {
      captured = capture.file();
      try (Yardstick late = Yardstick.begin()) {
        for (Stage stage : stages) {
          stage.play(scenarios.stream().filter(stage::suits).toList());
        }
        turns = late.turns();
        worst = late.worst();
      }
      sayLastWords(stages.get(0));
      await().until(() -> hasLastWords(captured));
    }
    Path keys = directory.resolve("keys.log");
    Files.createFile(keys);
    for (Stage stage : stages) {
      Files.write(keys, Files.readAllBytes(stage.keys()), java.nio.file.StandardOpenOption.APPEND);
    }
    List<Integer> tls = stages.stream().flatMap(stage -> stage.ports().stream()).toList();
    List<Packet> packets = Dissection.of(captured, keys, tls);
    for (Stage stage : stages) {
      stage.hasNoOtherRecords();
      for (Stage.Played played : stage.played()) {
        results.put(played.scenario().title(), result(played, packets));
      }
    }
  }

  private Result result(Stage.Played played, List<Packet> packets) {
    FlowRecord record = played.record();
    stamps.begin(played.scenario().title());
    List<String> disagreements = Comparison.of(record, packets, played.timeWaits(), stamps, turns);
    return new Result(
        disagreements,
        played.failure(),
        FlowJson.write(record) + "\n" + Comparison.trace(record, packets));
  }

  private static void sayLastWords(Stage stage) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(stage.backendAddress(Layer.CLEARTEXT));
      socket.getOutputStream().write(LAST_WORDS.getBytes(US_ASCII));
    }
  }

  private static boolean hasLastWords(Path captured) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(captured.toFile(), "r")) {
      byte[] tail = new byte[Math.toIntExact(Math.min(TAIL, file.length()))];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      return new String(tail, US_ASCII).contains(LAST_WORDS);
    }
  }

  Stamps stamps() {
    return stamps;
  }

  /** What the machine made event loops wait meanwhile, in nanoseconds. */
  long turns() {
    return turns;
  }

  /** What it made a thread wait at the most. */
  long worst() {
    return worst;
  }

  /** What came of each scenario, by its title. */
  Map<String, Result> results() {
    return results;
  }
}
