package dev.sallyport.proxy.ladder;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Side;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the words of a record mean, what causes them and what to try: the texts stand in a file for
 * each kind of word, and for a type of error in {@link Advice} too, which ladders quote. Immutable.
 */
public final class Explanations {
  /** The kinds of words. */
  enum Kind {
    OUTCOME("outcome", "outcomes.txt"),
    TYPE("error.type", "types.txt"),
    CLOSE("close.first and close.by", "closes.txt");

    private final String label;
    private final String file;

    Kind(String label, String file) {
      this.label = label;
      this.file = file;
    }
  }

  /** What is to be said of one word. */
  record Entry(
      Kind kind, String word, String meaning, List<String> causes, List<String> remedies) {}

  private static final String HEAD = "== ";
  private static final String CAUSE = "cause: ";
  private static final String TRY = "try: ";

  /** Of the list of all words: as wide as the longest, and some blanks. */
  private static final int WORD_WIDTH = 32;

  private static final int MAX_NEAR = 8;
  private static final int SHORTEST_PART = 3;

  private final List<Entry> entries;

  private Explanations(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Reads the texts that come with the program. */
  public static Explanations load() {
    List<Entry> entries = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (String block : text(kind.file).split("\n" + HEAD, -1)) {
        if (!block.startsWith("#")) {
          entries.add(entry(kind, block));
        }
      }
    }
    return new Explanations(entries);
  }

  private static String text(String file) {
    try (InputStream in = Explanations.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry entry(Kind kind, String block) {
    List<String> lines = block.replace("\n  ", " ").lines().filter(l -> !l.isBlank()).toList();
    String word = lines.get(0);
    List<String> remedies = new ArrayList<>();
    if (kind == Kind.TYPE) {
      remedies.addAll(advice(ErrorType.of(word)));
    }
    remedies.addAll(those(lines, TRY));
    return new Entry(kind, word, lines.get(1), those(lines, CAUSE), List.copyOf(remedies));
  }

  private static List<String> those(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  /** What a ladder advises, which depends on whose failure it is. */
  private static List<String> advice(ErrorType type) {
    String client = Advice.of(type, Side.DOWNSTREAM);
    String backend = Advice.of(type, Side.UPSTREAM);
    List<String> advice = new ArrayList<>();
    if (client.equals(backend)) {
      advice.add(client);
    } else {
      advice.add("At the client's side: " + client);
      advice.add("At the backend's side: " + backend);
    }
    advice.removeIf(text -> text.endsWith(Advice.NONE_OF_ITS_OWN));
    return advice;
  }

  /** Returns every word once, in the order of the files. */
  public List<String> words() {
    return entries.stream().map(Entry::word).distinct().toList();
  }

  List<Entry> entries() {
    return entries;
  }

  /** Returns words that somebody may have meant by part of one. */
  public List<String> near(String part) {
    String wanted = spelt(part);
    return wanted.length() < SHORTEST_PART
        ? List.of()
        : words().stream().filter(word -> word.contains(wanted)).limit(MAX_NEAR).toList();
  }

  /** Returns the known spelling: lower case, with underscores. */
  private static String spelt(String word) {
    return word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Explains a word in all that it means; empty for one that is not known. */
  public String explain(String word, LadderStyle style) {
    List<Row> rows = new ArrayList<>();
    String wanted = spelt(word);
    for (Entry entry : entries) {
      if (entry.word().equals(wanted)) {
        if (!rows.isEmpty()) {
          rows.add(new Row(style.width()));
        }
        draw(entry, style.width(), rows);
      }
    }
    return text(rows, style);
  }

  private static void draw(Entry entry, int width, List<Row> rows) {
    rows.add(
        new Row(width)
            .put(0, entry.word(), Ink.STRONG)
            .put(entry.word().length() + 2, "(" + entry.kind().label + ")", Ink.FAINT));
    for (String line : Fit.wrap(entry.meaning(), width - 2)) {
      rows.add(new Row(width).put(2, line, Ink.PLAIN));
    }
    list("likely causes", entry.causes(), width, rows);
    list("what to try", entry.remedies(), width, rows);
  }

  private static void list(String title, List<String> items, int width, List<Row> rows) {
    if (items.isEmpty()) {
      return;
    }
    rows.add(new Row(width));
    rows.add(new Row(width).put(2, title, Ink.STRONG));
    for (String item : items) {
      String bullet = "·";
      for (String line : Fit.wrap(item, width - 4)) {
        rows.add(new Row(width).put(2, bullet, Ink.FAINT).put(4, line, Ink.PLAIN));
        bullet = "";
      }
    }
  }

  /** Lists every word, with the beginning of what it means. */
  public String list(LadderStyle style) {
    int width = style.width();
    List<Row> rows = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (!rows.isEmpty()) {
        rows.add(new Row(width));
      }
      rows.add(new Row(width).put(0, kind.label, Ink.STRONG));
      for (Entry entry : entries) {
        if (entry.kind() == kind) {
          String meaning = beginning(entry.meaning(), width - WORD_WIDTH);
          rows.add(
              new Row(width).put(2, entry.word(), Ink.PLAIN).put(WORD_WIDTH, meaning, Ink.FAINT));
        }
      }
    }
    return text(rows, style);
  }

  /** Returns the first sentence, or as many words of it as there is room for. */
  private static String beginning(String text, int room) {
    String sentence = text.substring(0, (text + " ").indexOf(". ") + 1);
    return sentence.length() <= room ? sentence : Fit.wrap(sentence, room - 2).get(0) + " …";
  }

  private static String text(List<Row> rows, LadderStyle style) {
    StringBuilder out = new StringBuilder();
    rows.forEach(row -> row.appendTo(out, style));
    return out.toString();
  }
}
