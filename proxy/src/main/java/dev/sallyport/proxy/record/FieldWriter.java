package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes named fields, leaving out those without a value. */
final class FieldWriter {
  private final JsonGenerator json;
  private final Phrases phrases;

  FieldWriter(JsonGenerator json, Phrases phrases) {
    this.json = json;
    this.phrases = phrases;
  }

  FieldWriter begin() throws IOException {
    json.writeStartObject();
    return this;
  }

  FieldWriter begin(String name) throws IOException {
    name(name);
    json.writeStartObject();
    return this;
  }

  FieldWriter end() throws IOException {
    json.writeEndObject();
    return this;
  }

  FieldWriter beginList(String name) throws IOException {
    name(name);
    json.writeStartArray();
    return this;
  }

  FieldWriter endList() throws IOException {
    json.writeEndArray();
    return this;
  }

  FieldWriter put(String name, @Nullable String value) throws IOException {
    if (value != null) {
      name(name);
      json.writeString(value);
    }
    return this;
  }

  /** The same for a value that comes again in other records. */
  FieldWriter putKnown(String name, @Nullable String value) throws IOException {
    if (value != null) {
      name(name);
      json.writeString(phrases.of(value));
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Long value) throws IOException {
    if (value != null) {
      name(name);
      json.writeNumber(value.longValue());
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Integer value) throws IOException {
    if (value != null) {
      name(name);
      json.writeNumber(value.intValue());
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Boolean value) throws IOException {
    if (value != null) {
      name(name);
      json.writeBoolean(value);
    }
    return this;
  }

  /** The constant's name in lower case. */
  FieldWriter put(String name, @Nullable Enum<?> value) throws IOException {
    if (value != null) {
      name(name);
      json.writeString(Phrases.of(value));
    }
    return this;
  }

  /** An empty list is left out. */
  FieldWriter put(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      beginList(name);
      for (String value : values) {
        json.writeString(value);
      }
      endList();
    }
    return this;
  }

  /** The same for a list that comes again in other records. */
  FieldWriter putKnown(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      name(name);
      json.writeRawValue(phrases.of(values));
    }
    return this;
  }

  FieldWriter putAll(Map<String, Object> fields) throws IOException {
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      name(field.getKey());
      Object value = field.getValue();
      if (value instanceof Long number) {
        json.writeNumber(number);
      } else if (value instanceof Boolean flag) {
        json.writeBoolean(flag);
      } else {
        json.writeString(value.toString());
      }
    }
    return this;
  }

  private void name(String name) throws IOException {
    json.writeFieldName(phrases.ofName(name));
  }
}
