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

  private final Map<String, SerializableString> known = new HashMap<>();
  private final Map<List<String>, SerializableString> lists = new HashMap<>();

  /** The same for lists that are the very ones of an earlier record. */
  private final IdentityHashMap<List<String>, SerializableString> sameLists =
      new IdentityHashMap<>();

  SerializableString of(String text) {
    if (text.length() > LONGEST) {
      return new SerializedString(text);
    }
    SerializableString phrase = known.get(text);
    if (phrase == null) {
      if (known.size() == MOST) {
        known.clear();
      }
      phrase = new SerializedString(text);
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
}
