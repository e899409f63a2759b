package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code reference.conf} documents is what there is. */
class ReferenceTest {

  @Test
  void eachKeyHasAComment() {
    assertThat(uncommented("", Reference.load().block())).isEmpty();
  }

  @Test
  void aKeyWithoutACommentIsFound() {
    ConfigObject block =
        ConfigFactory.parseString(
                """
                # A block.
                a {
                  b = 1
                }
                # A list.
                c = [ { d = 1 } ]
                """)
            .root();

    assertThat(uncommented("", block)).containsExactlyInAnyOrder("a.b", "c.d");
  }

  @Test
  void eachCommentOfASettingSaysItsDefaultOrThatItIsRequired() {
    assertThat(vague("", Reference.load().block())).isEmpty();
  }

  @Test
  void theFullConfigurationOfTheTestsWritesEachKey() throws Exception {
    ConfigObject full = ConfigFactory.parseString(Folder.resource("full.conf")).root();

    assertThat(keys("", full)).containsAll(keys("", Reference.load().block()));
  }

  /** A key which only one of the code and reference.conf knows makes every load fail. */
  @Test
  void theCodeReadsJustWhatIsDocumented(@TempDir Path path) throws Exception {
    Folder folder = Folder.make(path);

    assertThat(folder.problems(Folder.resource("full.conf"))).isEmpty();
    assertThat(
            folder.problems(
                "include \"base.conf\"\nsallyport.listeners.web.tls.mode = passthrough"))
        .isEmpty();
  }

  @Test
  void whatIsReadButNotDocumentedFails() {
    Section section = section("{ known = 1 }");

    assertThatThrownBy(() -> section.read(it -> it.value("unknown", Setting::integer)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unknown");
  }

  @Test
  void whatIsDocumentedButNotReadFails() {
    Section section = section("{ known = 1, forgotten = 2 }");

    assertThatThrownBy(() -> section.read(it -> it.value("known", Setting::integer)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forgotten");
  }

  private static Section section(String reference) {
    Reading reading = new Reading(new FileLocator(Path.of("my.conf")), new Problems());
    Node nothing = new Node(ConfigFactory.empty().root(), null);
    return new Section(
        new Setting(reading, new Origin("my.conf:1", ""), nothing),
        new Reference(ConfigFactory.parseString(reference).root()));
  }

  /** The keys in {@code block}, with "*" for names that one may choose. */
  private static Set<String> keys(String at, ConfigObject block) {
    Set<String> keys = new TreeSet<>();
    boolean named = at.endsWith("listeners.") || at.endsWith("backends.");
    block.forEach(
        (key, value) -> {
          String full = at + (named ? "*" : key);
          keys.add(full);
          below(value).forEach(it -> keys.addAll(keys(full + ".", it)));
        });
    return keys;
  }

  private static List<String> uncommented(String at, ConfigObject block) {
    List<String> found = new ArrayList<>();
    block.forEach(
        (key, value) -> {
          if (value.origin().comments().isEmpty()) {
            found.add(at + key);
          }
          below(value).forEach(it -> found.addAll(uncommented(at + key + ".", it)));
        });
    return found;
  }

  private static List<String> vague(String at, ConfigObject block) {
    List<String> found = new ArrayList<>();
    block.forEach(
        (key, value) -> {
          String comment = String.join(" ", value.origin().comments());
          boolean setting = !(value instanceof ConfigObject);
          if (setting && !comment.contains("Default: ") && !comment.contains("Required.")) {
            found.add(at + key);
          }
          below(value).forEach(it -> found.addAll(vague(at + key + ".", it)));
        });
    return found;
  }

  private static List<ConfigObject> below(ConfigValue value) {
    List<ConfigObject> below = new ArrayList<>();
    for (ConfigValue each : value instanceof ConfigList list ? list : List.of(value)) {
      if (each instanceof ConfigObject block) {
        below.add(block);
      }
    }
    return below;
  }
}
