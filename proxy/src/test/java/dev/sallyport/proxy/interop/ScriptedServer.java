package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A server of a library at all ports, which a script plays. */
final class ScriptedServer implements Server {
  private final Interpreter interpreter;
  private final List<Integer> ports;

  private ScriptedServer(Interpreter interpreter, List<Integer> ports) {
    this.interpreter = interpreter;
    this.ports = ports;
  }

  /** The JDK's own. */
  static ScriptedServer jdk(int feature, Credentials files) throws IOException {
    return start(Jdk.java(feature), "Server.java", files, own -> List.of(own.pkcs12().toString()));
  }

  /** Node's. */
  static ScriptedServer node(Credentials files) throws IOException {
    return start(Tool.of("node"), "server.js", files, own -> List.of(own.certificate(), own.key()));
  }

  private static ScriptedServer start(
      Tool tool, String script, Credentials files, Function<Credentials.Pem, List<String>> identity)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    for (Profile profile : Profile.all()) {
      arguments.addAll(identity.apply(files.server(profile.certificate())));
      arguments.add(profile.asks() ? files.ca().toString() : "-");
    }
    Interpreter interpreter = Interpreter.start(tool, script, files.directory(), arguments);
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < Profile.all().size()) {
      ports.add(Integer.parseInt(interpreter.hear()));
    }
    return new ScriptedServer(interpreter, ports);
  }

  @Override
  public int port(Profile profile) {
    return ports.get(Profile.all().indexOf(profile));
  }

  @Override
  public Said said(Cell cell, String answer) {
    boolean known = answer.contains(" client=" + Credentials.SUBJECT + "\n");
    return new Said(answer.contains("resumed=true "), known ? Credentials.SUBJECT : null);
  }

  @Override
  public void close() {
    interpreter.close();
  }
}
