package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read, asked for its fields by name and type.
 *
 * <p>A field that is missing is {@code null}, an empty list, or an error where the method says
 * {@code required}; one of another type is an error. Errors name the field's path.
 */
final class FieldReader {
  private final String path;
  private final Map<?, ?> fields;

  private FieldReader(String path, Map<?, ?> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Reads a text that is one object and nothing else. */
  static FieldReader parse(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new RecordFormatException("not a JSON object");
    }
    FieldReader object = new FieldReader("", object(parser));
    if (parser.nextToken() != null) {
      throw new RecordFormatException("more than one JSON value");
    }
    return object;
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default -> null;
    };
  }

  /** Returns whether there is a field of this name, of any type. */
  boolean has(String name) {
    return fields.containsKey(name);
  }

  @Nullable String text(String name) throws RecordFormatException {
    return typed(name, String.class, "a string");
  }

  String requiredText(String name) throws RecordFormatException {
    return required(name, text(name));
  }

  @Nullable Long whole(String name) throws RecordFormatException {
    return typed(name, Long.class, "an integer");
  }

  long requiredWhole(String name) throws RecordFormatException {
    return required(name, whole(name));
  }

  @Nullable Integer small(String name) throws RecordFormatException {
    Long value = whole(name);
    if (value != null && value != value.intValue()) {
      throw error(name, "is out of range: " + value);
    }
    return value == null ? null : value.intValue();
  }

  int requiredSmall(String name) throws RecordFormatException {
    return required(name, small(name));
  }

  @Nullable Boolean flag(String name) throws RecordFormatException {
    return typed(name, Boolean.class, "true or false");
  }

  /** Reads a constant's name, in either case. */
  <E extends Enum<E>> @Nullable E constant(String name, Class<E> type)
      throws RecordFormatException {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw error(name, "has an unknown value: " + value);
    }
  }

  <E extends Enum<E>> E requiredConstant(String name, Class<E> type) throws RecordFormatException {
    return required(name, constant(name, type));
  }

  List<String> texts(String name) throws RecordFormatException {
    List<String> texts = new ArrayList<>();
    for (Object value : list(name)) {
      if (!(value instanceof String text)) {
        throw error(name, "holds something that is not a string");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  @Nullable FieldReader object(String name) throws RecordFormatException {
    Map<?, ?> object = typed(name, Map.class, "an object");
    return object == null ? null : new FieldReader(path + name + ".", object);
  }

  FieldReader requiredObject(String name) throws RecordFormatException {
    return required(name, object(name));
  }

  List<FieldReader> objects(String name) throws RecordFormatException {
    List<FieldReader> objects = new ArrayList<>();
    for (Object value : list(name)) {
      if (!(value instanceof Map<?, ?> object)) {
        throw error(name, "holds something that is not an object");
      }
      objects.add(new FieldReader(path + name + "[" + objects.size() + "].", object));
    }
    return objects;
  }

  /** Returns the strings, integers and booleans that are not {@code named}, in their order. */
  Map<String, Object> others(List<String> named) {
    Map<String, Object> others = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          boolean plain =
              value instanceof String || value instanceof Long || value instanceof Boolean;
          if (plain && !named.contains(name)) {
            others.put((String) name, value);
          }
        });
    return others;
  }

  RecordFormatException error(String name, String what) {
    return new RecordFormatException(path + name + " " + what);
  }

  private List<?> list(String name) throws RecordFormatException {
    List<?> list = typed(name, List.class, "a list");
    return list == null ? List.of() : list;
  }

  private <T> @Nullable T typed(String name, Class<T> type, String what)
      throws RecordFormatException {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw error(name, "is not " + what);
    }
    return type.cast(value);
  }

  private <T> T required(String name, @Nullable T value) throws RecordFormatException {
    if (value == null) {
      throw error(name, "is missing");
    }
    return value;
  }
}
