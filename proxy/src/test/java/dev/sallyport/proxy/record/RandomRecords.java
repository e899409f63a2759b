package dev.sallyport.proxy.record;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Flow records of which every component is random, and absent half of the time where it may be: a
 * field that is added to a record is part of them without a line here.
 */
public final class RandomRecords {
  private static final String[] TEXTS = {
    "",
    "a",
    "demo.localhost",
    "CN=Zo\u00eb \"quoted\", O=\\",
    "\u001b[31mred\n",
    "\u6f22\u5b57",
    "\ud83d\ude00"
  };

  private final Random random;

  public RandomRecords(long seed) {
    random = new Random(seed);
  }

  public FlowRecord next() {
    return (FlowRecord) record(FlowRecord.class);
  }

  private Object record(Class<?> type) {
    while (true) {
      try {
        return construct(type);
      } catch (IllegalArgumentException contradiction) {
        // two components that exclude each other: try others
      }
    }
  }

  private Object construct(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(components[i].getAnnotatedType());
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private @Nullable Object value(AnnotatedType annotated) {
    if (annotated.isAnnotationPresent(Nullable.class) && random.nextBoolean()) {
      return null;
    }
    if (annotated instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      return arguments.length == 1 ? list(arguments[0]) : details();
    }
    Class<?> type = (Class<?>) annotated.getType();
    if (type == String.class) {
      return text();
    }
    if (type == Long.class || type == long.class) {
      return number();
    }
    if (type == Integer.class || type == int.class) {
      return random.nextInt();
    }
    if (type == Boolean.class || type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == Instant.class) {
      return Instant.ofEpochSecond(
          random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
    }
    return type.isEnum()
        ? type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)]
        : record(type);
  }

  private List<Object> list(AnnotatedType element) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Object value = value(element);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  private Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("detail", text());
    details.put("count", number());
    details.put("resumed", random.nextBoolean());
    details.keySet().removeIf(key -> random.nextBoolean());
    return details;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return random.nextBoolean() ? random.nextInt(5_000_000) : random.nextLong();
  }
}
