package dev.sallyport.proxy;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConnectionLogConfig;
import dev.sallyport.config.KeyLogConfig;
import dev.sallyport.proxy.keylog.KeyLogFile;
import dev.sallyport.proxy.pipeline.AcceptGate;
import dev.sallyport.proxy.record.ConnectionLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open logs of a running proxy. Safe for use by any thread.
 *
 * @param configuration says where they are
 * @param gates of all listeners, shut while the connection log is full; a listener adds its own
 * @param keyLog null where none is configured
 */
record Logs(
    Configuration configuration,
    ConnectionLog connections,
    List<AcceptGate> gates,
    @Nullable KeyLogFile keyLog) {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.class);

  /**
   * Opens them, and warns where secrets will be logged.
   *
   * @throws StartException when one cannot be had
   */
  static Logs open(Configuration configuration) throws StartException {
    KeyLogFile keyLog = keyLog(configuration.keyLog());
    List<AcceptGate> gates = new CopyOnWriteArrayList<>();
    ConnectionLogConfig config = configuration.connectionLog();
    ConnectionLog.Detail detail = ConnectionLog.Detail.valueOf(config.detail().name());
    try {
      ConnectionLog connections = ConnectionLog.open(config.file(), detail, new Pressure(gates));
      return new Logs(configuration, connections, gates, keyLog);
    } catch (IOException e) {
      if (keyLog != null) {
        keyLog.close(Duration.ZERO);
      }
      throw new StartException(
          config.origins().problem("file", String.valueOf(e.getMessage())).toString(), e);
    }
  }

  private static @Nullable KeyLogFile keyLog(KeyLogConfig config) throws StartException {
    if (config.file() == null) {
      return null;
    }
    try {
      KeyLogFile log = KeyLogFile.open(config.file(), config.duration(), config::covers);
      LOG.warn(keyLogCaution(config, "now"));
      return log;
    } catch (IOException e) {
      throw new StartException(
          config.origins().problem("file", String.valueOf(e.getMessage())).toString(), e);
    }
  }

  /**
   * Has their files opened anew, after they were rotated; where that would bring secrets and
   * records into one file, neither is.
   */
  void reopen() {
    KeyLogConfig secrets = configuration.keyLog();
    if (secrets.sharesFileWith(configuration.connectionLog())) {
      LOG.warn(
          "{}: both old files stay in use",
          secrets.origins().problem("file", "secrets would go to the file of connection-log"));
      return;
    }
    connections.reopen();
    if (keyLog != null) {
      keyLog.reopen();
    }
  }

  /**
   * What has to be known where secrets are logged.
   *
   * @param begin from when, in a word or two
   */
  static String keyLogCaution(KeyLogConfig config, String begin) {
    return "key log on: for %s from %s, secrets of TLS connections (%s) go to %s; who has them can"
            .formatted(
                config.shownDuration(),
                begin,
                config.serverNames().isEmpty() ? "all" : String.join(", ", config.serverNames()),
                config.file())
        + " decrypt what was captured";
  }

  /**
   * Writes what waits in each until the deadline, and closes them. Each writes meanwhile; none that
   * hangs takes the other's time.
   *
   * @return whether no record waits any more: each has been written, or is lost
   */
  boolean close(Deadline deadline) {
    if (keyLog != null) {
      keyLog.close(deadline.left().dividedBy(2));
    }
    return connections.close(deadline.left());
  }

  /** While the log is full, nobody accepts. */
  private record Pressure(List<AcceptGate> gates) implements ConnectionLog.Listener {
    @Override
    public void onFull() {
      gates.forEach(gate -> gate.close(AcceptGate.Reason.LOG_FULL));
    }

    @Override
    public void onDrained() {
      gates.forEach(gate -> gate.open(AcceptGate.Reason.LOG_FULL));
    }
  }
}
