package dev.sallyport.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for the secrets of a test run in all that the run has left: {@code java -jar
 * sallyport-secrets.jar SEEN PATH ...}, where SEEN is the directory that the agent wrote to.
 *
 * <p>Exits with 1 when one stands where it must not; also when a hook has seen nothing, or when no
 * secret stands even in the files that are made to hold them, since then not everything was looked
 * for.
 */
public final class SecretsSearch {

  /** How the name of a file ends that the agent writes. */
  static final String SEEN = ".seen";

  /** Files that are made to hold secrets, by their names. */
  private static final Pattern KEEPER =
      Pattern.compile(".*\\.(key|keys|p12|jks|conf|seen)|.*key.*\\.log(\\.\\d+)?");

  /** And by what stands in them: the second is a session that OpenSSL's client can resume. */
  private static final Pattern KEPT =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY|SSL SESSION PARAMETERS)-----");

  /** No log grows so long in a test; what does is sent through the proxy. */
  private static final long LARGEST = 256 << 20;

  private final Fingerprints fingerprints = new Fingerprints();
  private final List<String> found = new ArrayList<>();
  private int jvms;
  private int files;
  private int keepers;
  private long octets;

  private SecretsSearch() {}

  public static void main(String... arguments) throws IOException {
    SecretsSearch search = new SecretsSearch();
    search.learn(Path.of(arguments[0]));
    for (int i = 1; i < arguments.length; i++) {
      search.walk(Path.of(arguments[i]));
    }
    System.exit(search.report() ? 0 : 1);
  }

  private void learn(Path directory) throws IOException {
    try (var entries = Files.newDirectoryStream(directory, "*" + SEEN)) {
      for (Path file : entries) {
        fingerprints.read(file);
        jvms++;
      }
    }
    fingerprints.sort();
  }

  private void walk(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.size() > LARGEST) {
              System.out.println("passed over, since it is a payload: " + file);
            } else if (attributes.isRegularFile()) {
              look(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void look(Path file) throws IOException {
    byte[] text = Files.readAllBytes(file);
    Optional<String> place = find(text);
    if (place.isPresent() && mayHold(file, text)) {
      keepers++;
    } else {
      files++;
      octets += text.length;
      place.ifPresent(where -> found.add(file + ": " + where));
    }
  }

  private Optional<String> find(byte[] text) {
    String latin = new String(text, StandardCharsets.ISO_8859_1);
    for (String password : fingerprints.passwords()) {
      int at = latin.indexOf(password);
      if (at >= 0) {
        return Optional.of("a password at octet " + at);
      }
    }
    List<String> places = new ArrayList<>();
    for (Decoding decoding : Decoding.values()) {
      decoding.decode(
          text,
          (at, decoded) -> {
            int within = fingerprints.find(decoded);
            if (within >= 0) {
              places.add("a key or secret by " + decoding + " in what begins at octet " + at);
            }
          });
    }
    return places.stream().findFirst();
  }

  private static boolean mayHold(Path file, byte[] text) {
    return KEEPER.matcher(file.getFileName().toString()).matches()
        || KEPT.matcher(new String(text, StandardCharsets.ISO_8859_1)).find();
  }

  private boolean report() {
    long unseen = Hook.ALL.stream().filter(hook -> fingerprints.sightings(hook) == 0).count();
    for (Hook hook : Hook.ALL) {
      System.out.printf(
          "%,12d by %s.%s%s%n",
          fingerprints.sightings(hook), hook.type(), hook.method(), hook.descriptor());
    }
    System.out.printf(
        "secrets of %d JVMs, and %d passwords, looked for in %d files (%d MB)%n",
        jvms, fingerprints.passwords().size(), files, octets >> 20);
    System.out.printf("%d files that are made to hold secrets hold some%n", keepers);
    found.forEach(System.out::println);
    System.out.printf("%d other files do, and %d hooks have seen none%n", found.size(), unseen);
    return found.isEmpty() && keepers > 0 && unseen == 0;
  }
}
