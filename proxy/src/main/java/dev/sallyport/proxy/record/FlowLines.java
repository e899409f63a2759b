package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a stream, a line each, with what is made once and what was encoded for earlier
 * ones. Not thread-safe.
 */
final class FlowLines {
  private final OutputStream out;
  private final Phrases phrases = new Phrases();
  private @Nullable JsonGenerator generator;

  FlowLines(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a record and the newline that ends it, in UTF-8.
   *
   * @throws IOException when the record has no JSON form; the stream may have a part of it then, or
   *     after whatever else is thrown, and the next record comes behind that
   */
  void write(FlowRecord record) throws IOException {
    JsonGenerator json = generator == null ? FlowJson.generator(out) : generator;
    generator = null; // what fails in the middle of a record takes no other
    new FlowJsonWriter(new FieldWriter(json, phrases)).write(record);
    json.writeRaw('\n');
    json.flush();
    generator = json;
  }
}
