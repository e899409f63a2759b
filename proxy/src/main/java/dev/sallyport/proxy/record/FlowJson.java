package dev.sallyport.proxy.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON form of a flow record, {@value FlowRecord#SCHEMA}: one object on one line, its fields in
 * the order of the documentation, what is absent left out.
 *
 * <p>Reading what was written gives an equal record. Fields that are not known are ignored, so a
 * log of a newer version can be read. Any thread.
 */
public final class FlowJson {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .rootValueSeparator((String) null)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private FlowJson() {}

  /** What writes JSON to a stream that stays open, values with nothing between them. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Returns the one line of a record, without a newline. */
  public static String write(FlowRecord record) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      new FlowLines(line).write(record);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /**
   * Reads a record.
   *
   * @throws RecordFormatException when {@code text} is anything else than one record
   */
  public static FlowRecord read(String text) throws RecordFormatException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return FlowJsonReader.read(FieldReader.parse(parser));
    } catch (JsonProcessingException e) {
      throw new RecordFormatException("not JSON: " + e.getOriginalMessage());
    } catch (RecordFormatException e) {
      throw e;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
