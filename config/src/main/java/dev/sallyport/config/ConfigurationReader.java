package dev.sallyport.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code sallyport} and those of its blocks that are there once. */
final class ConfigurationReader {

  private ConfigurationReader() {}

  static @Nullable Configuration sallyport(Section section) {
    Map<String, BackendConfig> backends = section.entries("backends", BackendReader::backend);
    ListenerReader reader = new ListenerReader(new Claims(section.names("backends")));
    Map<String, ListenerConfig> listeners = section.entries("listeners", reader::listener);
    TimeoutsConfig timeouts = section.blockOrDefault("timeouts", ConfigurationReader::timeouts);
    ConnectionLogConfig connectionLog =
        section.blockOrDefault("connection-log", ConfigurationReader::connectionLog);
    TransportConfig transport = section.blockOrDefault("transport", ConfigurationReader::transport);
    TcpConfig tcp = section.blockOrDefault("tcp", ConfigurationReader::tcp);
    section.blockOrDefault("key-log", ConfigurationReader::keyLog);
    section.blockOrDefault("timing", ConfigurationReader::timing);
    return section.build(
        () ->
            new Configuration(
                List.copyOf(listeners.values()),
                backends,
                timeouts,
                connectionLog,
                transport,
                tcp,
                section.origins()));
  }

  private static @Nullable TimeoutsConfig timeouts(Section section) {
    return section.build(
        () ->
            new TimeoutsConfig(
                section.value("handshake", Setting::duration),
                section.value("connect", Setting::duration),
                section.value("idle", Setting::duration),
                section.value("half-close", Setting::duration),
                section.value("close", Setting::duration),
                section.value("drain", Setting::duration),
                section.origins()));
  }

  private static ConnectionLogConfig connectionLog(Section section) {
    return new ConnectionLogConfig(
        section.value("file", ConfigurationReader::logFile).orElse(null),
        section.value("detail", it -> it.choice(ConnectionLogConfig.Detail.class)),
        section.origins());
  }

  /** The file to append to, or nothing: standard output. */
  private static Optional<Path> logFile(Setting setting) {
    if (setting.text().equals("-")) {
      return Optional.empty();
    }
    Path file = setting.path();
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("a directory and not a file: " + file);
    }
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("no such directory: " + directory);
    }
    if (!Files.isWritable(Files.exists(file) ? file : directory)) {
      throw new IllegalArgumentException("not writable: " + file);
    }
    return Optional.of(file);
  }

  private static @Nullable TransportConfig transport(Section section) {
    return section.build(
        () ->
            new TransportConfig(
                section.value("kind", it -> it.choice(TransportConfig.Kind.class)),
                section.value("threads", Setting::integer),
                section.origins()));
  }

  private static @Nullable TcpConfig tcp(Section section) {
    return section.build(
        () ->
            new TcpConfig(
                section.value("no-delay", Setting::bool),
                section.value("keep-alive", Setting::bool),
                section.value("user-timeout", Setting::duration),
                section.value("receive-buffer", Setting::bytes),
                section.value("send-buffer", Setting::bytes),
                section.origins()));
  }

  private static Boolean keyLog(Section section) {
    section.unbuilt("file", Setting::text);
    section.unbuilt("server-names", it -> it.list(Setting::text));
    section.unbuilt("duration", Setting::duration);
    return true;
  }

  private static Boolean timing(Section section) {
    section.unbuilt("kernel", Setting::text);
    return true;
  }
}
