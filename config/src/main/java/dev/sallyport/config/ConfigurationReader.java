package dev.sallyport.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code sallyport} and those of its blocks that are there once. */
final class ConfigurationReader {

  private ConfigurationReader() {}

  /**
   * What was read.
   *
   * @param whole null where what there is of it does not make one
   */
  record Result(Parts parts, @Nullable Configuration whole) {}

  static Result sallyport(Section section) {
    Map<String, BackendConfig> backends = section.entries("backends", BackendReader::backend);
    ListenerReader reader = new ListenerReader(new Claims(section.names("backends")));
    Map<String, ListenerConfig> listeners = section.entries("listeners", reader::listener);
    TimeoutsConfig timeouts = section.blockOrDefault("timeouts", ConfigurationReader::timeouts);
    ConnectionLogConfig connectionLog =
        section.blockOrDefault("connection-log", ConfigurationReader::connectionLog);
    TransportConfig transport = section.blockOrDefault("transport", ConfigurationReader::transport);
    TcpConfig tcp = section.blockOrDefault("tcp", ConfigurationReader::tcp);
    CryptoConfig crypto = section.blockOrDefault("crypto", ConfigurationReader::crypto);
    KeyLogConfig keyLog = section.blockOrDefault("key-log", ConfigurationReader::keyLog);
    TimingConfig timing = section.blockOrDefault("timing", ConfigurationReader::timing);
    Configuration whole =
        section.build(
            () ->
                new Configuration(
                    List.copyOf(listeners.values()),
                    backends,
                    timeouts,
                    connectionLog,
                    transport,
                    tcp,
                    crypto,
                    keyLog,
                    timing,
                    section.origins()));
    return new Result(
        new Parts(List.copyOf(listeners.values()), List.copyOf(backends.values()), crypto), whole);
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
    return Optional.of(appendable(setting.path()));
  }

  private static Path appendable(Path file) {
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
    return file;
  }

  /** A file of secrets: one that is there must be ours alone. */
  private static Path secretFile(Setting setting) {
    if (setting.text().equals("-")) {
      throw new IllegalArgumentException("needs a file: secrets do not go to standard output");
    }
    Path file = appendable(setting.path());
    try {
      String objection =
          Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? PrivateFile.objectionTo(file) : null;
      if (objection != null) {
        throw new IllegalArgumentException(objection + ": " + file);
      }
    } catch (UnsupportedOperationException | IOException e) {
      throw new IllegalArgumentException("cannot be kept from others: " + file, e);
    }
    return file;
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

  private static CryptoConfig crypto(Section section) {
    return new CryptoConfig(
        section.value("provider", it -> it.choice(CryptoConfig.Provider.class)), section.origins());
  }

  private static @Nullable KeyLogConfig keyLog(Section section) {
    return section.build(
        () ->
            new KeyLogConfig(
                section.optional("file", ConfigurationReader::secretFile),
                section.value("server-names", it -> it.list(Setting::text)),
                section.value("duration", Setting::duration),
                section.origins()));
  }

  private static TimingConfig timing(Section section) {
    return new TimingConfig(
        section.value("kernel", it -> it.choice(TimingConfig.Kernel.class)), section.origins());
  }
}
