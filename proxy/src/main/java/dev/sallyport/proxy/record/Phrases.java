package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Texts that come again from record to record, names of fields and of cipher suites, in the octets
 * in which they are written: most of a record is then copied rather than encoded. Few and short,
 * since peers choose what some of them are. Not thread-safe.
 */
final class Phrases {
  private static final int MOST = 2048;
  private static final int LONGEST = 64;

  private static final ClassValue<String[]> WORDS =
      new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> type) {
          Object[] constants = type.getEnumConstants();
          String[] words = new String[constants.length];
          for (int i = 0; i < words.length; i++) {
            words[i] = ((Enum<?>) constants[i]).name().toLowerCase(Locale.ROOT);
          }
          return words;
        }
      };

  private final Map<String, SerializableString> known = new HashMap<>();

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

  /** The constant's name in lower case. */
  @SuppressWarnings("EnumOrdinal") // an index into what is made of the same constants
  SerializableString of(Enum<?> constant) {
    return of(WORDS.get(constant.getDeclaringClass())[constant.ordinal()]);
  }
}
