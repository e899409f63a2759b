package dev.sallyport.tls.bc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The openssl command. */
final class OpenSsl {
  private static final String ACCEPTS = "ACCEPT 127.0.0.1:";

  /** A thread that reads what a command says cannot be interrupted; to kill the command ends it. */
  private static final long LIMIT_SECONDS = 30;

  private OpenSsl() {}

  record Result(int exit, String output) {}

  static boolean available() {
    try {
      return run("", "version").exit() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Result run(String input, String arguments) throws IOException, InterruptedException {
    return ended(input, start(arguments));
  }

  /** The same, with variables of its environment. */
  static Result run(String input, Map<String, String> environment, String arguments)
      throws IOException, InterruptedException {
    return ended(input, start(environment, arguments));
  }

  private static Result ended(String input, Process process)
      throws IOException, InterruptedException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    CompletableFuture<Boolean> inTime =
        process
            .onExit()
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .handle(
                (ended, late) -> {
                  if (late != null) {
                    process.destroyForcibly();
                  }
                  return late == null;
                });
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!inTime.join()) {
      throw new AssertionError("openssl did not end; it said: " + output);
    }
    return new Result(process.exitValue(), output);
  }

  /** An s_server on a port that the kernel chose. */
  static Server server(String arguments) throws IOException {
    return server(Map.of(), arguments);
  }

  /** The same, with variables of its environment. */
  static Server server(Map<String, String> environment, String arguments) throws IOException {
    Process process = start(environment, "s_server -accept 127.0.0.1:0 " + arguments);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(ACCEPTS)) {
        Thread drain = new Thread(() -> skip(out), "s_server");
        drain.setDaemon(true);
        drain.start();
        return new Server(process, Integer.parseInt(line.substring(ACCEPTS.length())));
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("s_server does not accept: " + said);
  }

  private static void skip(Reader out) {
    try {
      out.transferTo(Writer.nullWriter());
    } catch (IOException killed) {
      // Killing the process closes what it says.
    }
  }

  /** A command that is talked to while it runs. */
  static Process start(String arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private static Process start(Map<String, String> environment, String arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  record Server(Process process, int port) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
