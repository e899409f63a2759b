package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come again from record to record, names of fields and of cipher suites, in the octets
 * in which they are written: most of a record is then copied rather than encoded. Few and short,
 * since peers choose what some of them are. Not thread-safe.
 */
final class Phrases {
  private static final int MOST = 2048;
  private static final int LONGEST = 64;
  private static final int MOST_LISTS = 256;
  private static final int MOST_SAME_LISTS = 1024;
  private static final int LONGEST_LIST = 64;

  private static final ClassValue<SerializableString[]> WORDS =
      new ClassValue<>() {
        @Override
        protected SerializableString[] computeValue(Class<?> type) {
          return Stream.of(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
              .map(SerializedString::new)
              .toArray(SerializableString[]::new);
        }
      };

  private final Map<String, Phrase> known = new HashMap<>();
  private Phrase lastName = new Phrase("");
  private final Map<List<String>, SerializableString> lists = new HashMap<>();

  /** The same for lists that are the very ones of an earlier record. */
  private final IdentityHashMap<List<String>, SerializableString> sameLists =
      new IdentityHashMap<>();

  SerializableString of(String text) {
    return phrase(text);
  }

  /** A name of a field: most follow the same one in each record. */
  @SuppressWarnings("ReferenceEquality") // which is not a constant is looked up
  SerializableString ofName(String name) {
    Phrase next = lastName.next;
    if (next == null || next.getValue() != name) {
      next = phrase(name);
      lastName.next = next;
    }
    lastName = next;
    return next;
  }

  private Phrase phrase(String text) {
    if (text.length() > LONGEST) {
      return new Phrase(text);
    }
    Phrase phrase = known.get(text);
    if (phrase == null) {
      if (known.size() == MOST) {
        known.clear();
      }
      phrase = new Phrase(text);
      known.put(text, phrase);
    }
    return phrase;
  }

  /** The list, which must not change, as JSON, of which it is a whole value. */
  SerializableString of(List<String> texts) {
    if (texts.size() > LONGEST_LIST) {
      return new SerializedString(json(texts));
    }
    SerializableString phrase = sameLists.get(texts);
    if (phrase == null) {
      if (sameLists.size() == MOST_SAME_LISTS) {
        sameLists.clear();
      }
      phrase = ofEqual(texts);
      sameLists.put(texts, phrase);
    }
    return phrase;
  }

  private SerializableString ofEqual(List<String> texts) {
    SerializableString phrase = lists.get(texts);
    if (phrase == null) {
      if (lists.size() == MOST_LISTS) {
        lists.clear();
      }
      phrase = new SerializedString(json(texts));
      lists.put(List.copyOf(texts), phrase);
    }
    return phrase;
  }

  private static String json(List<String> texts) {
    return texts.stream()
        .map(
            text -> '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** The constant's name in lower case. */
  @SuppressWarnings("EnumOrdinal") // an index into what is made of the same constants
  static SerializableString of(Enum<?> constant) {
    return WORDS.get(constant.getDeclaringClass())[constant.ordinal()];
  }

  /** A text, and the name that came behind it the last time, if it is a name. */
  private static final class Phrase extends SerializedString {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Phrase next;

    Phrase(String text) {
      super(text);
    }
  }
}
