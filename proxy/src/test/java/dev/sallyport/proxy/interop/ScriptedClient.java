package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A client of a library, which a script plays. */
final class ScriptedClient implements Client {
  private static final String DONE = "ok ";

  private final Interpreter interpreter;
  private final Path request;
  private final Function<Call, List<String>> identity;

  private ScriptedClient(
      Interpreter interpreter, Path request, Function<Call, List<String>> identity) {
    this.interpreter = interpreter;
    this.request = request;
    this.identity = identity;
  }

  /** The JDK's own. */
  static ScriptedClient jdk(int feature, Credentials files, Path request) throws IOException {
    Interpreter jdk =
        Interpreter.start(Jdk.java(feature), "Client.java", files.directory(), List.of());
    return new ScriptedClient(jdk, request, ScriptedClient::pkcs12);
  }

  /** Node's. */
  static ScriptedClient node(Credentials files, Path request) throws IOException {
    Interpreter node =
        Interpreter.start(Tool.of("node"), "client.js", files.directory(), List.of());
    return new ScriptedClient(node, request, ScriptedClient::pem);
  }

  private static List<String> pkcs12(Call call) {
    return List.of(call.cell().authenticates() ? call.identity().pkcs12().toString() : "-");
  }

  private static List<String> pem(Call call) {
    Credentials.Pem own = call.identity();
    return call.cell().authenticates() ? List.of(own.certificate(), own.key()) : List.of("-", "-");
  }

  @Override
  public Visit visit(Call call) throws IOException {
    Path answer = Files.createTempFile(call.files().directory(), "answer", "");
    List<String> words = new ArrayList<>();
    words.add(Integer.toString(call.connections()));
    words.add(Integer.toString(call.port()));
    words.add(call.cell().version().spelling());
    words.add(call.files().ca().toString());
    words.addAll(identity.apply(call));
    words.addAll(List.of(request.toString(), answer.toString()));
    String said = interpreter.ask(words);
    String received = Files.readString(answer);
    boolean resumed = said.equals(DONE + true);
    return new Visit(call.connections(), call.connections(), received, resumed, said);
  }

  @Override
  public void close() {
    interpreter.close();
  }
}
