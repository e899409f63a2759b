package dev.sallyport.proxy.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.Capture;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All scenarios played under one capture, and each record compared with it. */
final class WireRun {

  private static final String LAST_WORDS = "nothing comes after these words";
  private static final int TAIL = 1 << 16;

  private final Path directory;
  private final Map<Stage.Limits, House> houses = new EnumMap<>(Stage.Limits.class);
  private final List<Stage> stages = new ArrayList<>();
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
    try {
      run.open(settings);
      Path captured = run.play(scenarios);
      run.compare(Dissection.of(captured, run.keys(), run.ports()));
    } finally {
      for (House house : run.houses.values()) {
        house.close();
      }
      for (Stage stage : run.stages) {
        stage.close();
      }
    }
    return run;
  }

  private void open(String settings) throws Exception {
    for (Stage.Limits limits : Stage.Limits.values()) {
      houses.put(
          limits, new House(directory.resolve(limits.name()), limits.settings() + "\n" + settings));
    }
    for (Stage.Kind kind : Stage.Kind.values()) {
      stages.add(Stage.open(kind, house(kind.limits())));
    }
    for (House house : houses.values()) {
      house.start();
    }
  }

  private House house(Stage.Limits limits) {
    return Objects.requireNonNull(houses.get(limits));
  }

  /** Plays them and returns the capture. */
  private Path play(List<Scenario> scenarios) throws Exception {
    for (Stage stage : stages) {
      stage.rehearse();
    }
    boolean first = true;
    for (House house : houses.values()) {
      first &= house.runBeforeOthers();
    }
    Wakefulness wakefulness = Wakefulness.begin();
    try (Capture capture = Capture.of(directory, ports().stream().mapToInt(i -> i).toArray())) {
      try (Yardstick late = Yardstick.begin()) {
        for (Stage stage : stages) {
          stage.play(scenarios.stream().filter(stage::suits).toList());
        }
        turns = late.turns(first);
        worst = late.worst();
      }
      sayLastWords(stages.get(0));
      await().until(() -> hasLastWords(capture.file()));
      return capture.file();
    } finally {
      wakefulness.close();
    }
  }

  /** All that anything goes over. */
  private List<Integer> ports() {
    return stages.stream().flatMap(stage -> stage.ports().stream()).toList();
  }

  /** The secrets of all connections in one file. */
  private Path keys() throws IOException {
    Path keys = directory.resolve("keys.log");
    try (OutputStream out = Files.newOutputStream(keys)) {
      for (House house : houses.values()) {
        Files.copy(house.keys(), out);
      }
    }
    return keys;
  }

  private void compare(List<Packet> packets) throws Exception {
    for (House house : houses.values()) {
      house.hasNoOtherRecords();
    }
    for (Stage stage : stages) {
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
