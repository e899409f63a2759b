package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.SerializableString;
import dev.sallyport.proxy.lifecycle.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  private final Phrases phrases = new Phrases();

  @Test
  void aTextThatComesAgainIsKept() {
    assertThat(phrases.of("x25519")).isSameAs(phrases.of("x25519"));
    assertThat(Phrases.of(Side.UPSTREAM)).isSameAs(Phrases.of(Side.UPSTREAM));
    assertThat(Phrases.of(Side.UPSTREAM).getValue()).isEqualTo("upstream");
  }

  @Test
  void aNameIsItselfWhateverCameBehindTheLastOne() {
    for (String name : List.of("t_us", "side", "t_us", "dir", "t_us", "dir", "dir", "side")) {
      assertThat(phrases.ofName(name).getValue()).isEqualTo(name);
      assertThat(phrases.ofName(new String(name))).isSameAs(phrases.of(name));
    }
  }

  @Test
  void aLongOneIsNot() {
    String text = "x".repeat(65);
    assertThat(phrases.of(text)).isNotSameAs(phrases.of(text));
    assertThat(phrases.of(text).getValue()).isEqualTo(text);
  }

  @Test
  void thereAreNeverMoreThanABoundedNumber() {
    SerializableString first = phrases.of("first");
    for (int i = 0; i < 2048; i++) {
      assertThat(phrases.of("0x" + i).getValue()).isEqualTo("0x" + i);
    }
    assertThat(phrases.of("first")).isNotSameAs(first);
  }

  @Test
  void aListThatComesAgainIsKept() {
    List<String> list = List.of("x25519", "a \"quoted\" one");
    SerializableString phrase = phrases.of(list);
    assertThat(phrase.getValue()).isEqualTo("[\"x25519\",\"a \\\"quoted\\\" one\"]");
    assertThat(phrases.of(list)).isSameAs(phrase);
    assertThat(phrases.of(new ArrayList<>(list))).isSameAs(phrase);
    assertThat(phrases.of(List.of("x25519")).getValue()).isEqualTo("[\"x25519\"]");
  }

  @Test
  void listsAreBoundedToo() {
    List<String> longList = Collections.nCopies(65, "x");
    assertThat(phrases.of(longList)).isNotSameAs(phrases.of(longList));
    SerializableString first = phrases.of(List.of("first"));
    for (int i = 0; i < 256; i++) {
      phrases.of(List.of("0x" + i));
    }
    assertThat(phrases.of(List.of("first"))).isNotSameAs(first);
  }
}
