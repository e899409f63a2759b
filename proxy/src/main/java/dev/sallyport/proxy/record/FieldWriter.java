package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes named fields, leaving out those without a value. */
final class FieldWriter {
  private final JsonGenerator json;

  FieldWriter(JsonGenerator json) {
    this.json = json;
  }

  FieldWriter begin() throws IOException {
    json.writeStartObject();
    return this;
  }

  FieldWriter begin(String name) throws IOException {
    json.writeObjectFieldStart(name);
    return this;
  }

  FieldWriter end() throws IOException {
    json.writeEndObject();
    return this;
  }

  FieldWriter beginList(String name) throws IOException {
    json.writeArrayFieldStart(name);
    return this;
  }

  FieldWriter endList() throws IOException {
    json.writeEndArray();
    return this;
  }

  FieldWriter put(String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Long value) throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Integer value) throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
    return this;
  }

  FieldWriter put(String name, @Nullable Boolean value) throws IOException {
    if (value != null) {
      json.writeBooleanField(name, value);
    }
    return this;
  }

  /** The constant's name in lower case. */
  FieldWriter put(String name, @Nullable Enum<?> value) throws IOException {
    return put(name, value == null ? null : value.name().toLowerCase(Locale.ROOT));
  }

  /** An empty list is left out. */
  FieldWriter put(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    return this;
  }

  FieldWriter putAll(Map<String, Object> fields) throws IOException {
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      json.writeFieldName(field.getKey());
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
}
