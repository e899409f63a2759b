package dev.sallyport.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value of a configuration tree beside what was written for it.
 *
 * @param value after substitution
 * @param written before substitution, or null where that cannot be told apart
 */
record Node(ConfigValue value, @Nullable ConfigValue written) {

  /** The keys of this object, sorted; none when it is not one. */
  Set<String> keys() {
    return value instanceof ConfigObject object && resolved()
        ? new TreeSet<>(object.keySet())
        : Set.of();
  }

  /** The value of {@code key}, or null when it is absent, or null, or this is not an object. */
  @Nullable Node child(String key) {
    ConfigValue child = get(value, key);
    if (child == null || (resolved(child) && child.valueType() == ConfigValueType.NULL)) {
      return null;
    }
    return new Node(child, written == null ? null : get(written, key));
  }

  private static @Nullable ConfigValue get(ConfigValue parent, String key) {
    return parent instanceof ConfigObject object && resolved(parent) ? object.get(key) : null;
  }

  /** The elements of this list; none when it is not one. */
  List<Node> elements() {
    List<Node> elements = new ArrayList<>();
    if (value instanceof ConfigList list) {
      List<? extends @Nullable ConfigValue> before =
          written instanceof ConfigList w && w.size() == list.size()
              ? w
              : Collections.nCopies(list.size(), null);
      for (int i = 0; i < list.size(); i++) {
        elements.add(new Node(list.get(i), before.get(i)));
      }
    }
    return elements;
  }

  /** Whether this very value, whatever is in it, needs no substitution that was not made. */
  boolean resolved() {
    return resolved(value);
  }

  private static boolean resolved(ConfigValue value) {
    try {
      Object known = value instanceof ConfigObject object ? object.keySet() : value.valueType();
      return known != null;
    } catch (ConfigException.NotResolved e) {
      return false;
    }
  }
}
