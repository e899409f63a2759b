package dev.sallyport.proxy;

import dev.sallyport.config.Suggestion;
import dev.sallyport.proxy.ladder.FlowFilter;
import dev.sallyport.proxy.lifecycle.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which flows of a log are of interest; together they narrow it down. */
final class FilterOptions {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(us|ms|s|m|h)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "us", ChronoUnit.MICROS,
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      split = ",",
      description = "Flows that ended so, or, with commas between, in any of these ways.")
  private List<String> outcomes = new ArrayList<>();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "Flows whose client asked for that name, or a name like *.example.com.")
  private @Nullable String serverName;

  @Option(
      names = "--remote",
      paramLabel = "CLIENT",
      description = "Flows of that client: an address, address:port, or range (10.0.0.0/8).")
  private @Nullable String remote;

  @Option(
      names = "--slower-than",
      paramLabel = "TIME",
      description = "Flows that lasted longer: 200ms, 1s, 5m.")
  private @Nullable String slowerThan;

  FlowFilter filter() throws UsageException {
    Set<Outcome> wanted = EnumSet.noneOf(Outcome.class);
    for (String word : outcomes) {
      wanted.add(outcome(word));
    }
    FlowFilter.Remote client = remote == null ? null : remote(remote);
    Duration duration = slowerThan == null ? null : duration(slowerThan);
    try {
      return new FlowFilter(wanted, serverName, client, duration);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--server-name: " + e.getMessage());
    }
  }

  private static Outcome outcome(String word) throws UsageException {
    List<String> known =
        Stream.of(Outcome.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    String name = word.strip().toUpperCase(Locale.ROOT);
    if (!known.contains(name.toLowerCase(Locale.ROOT))) {
      throw new UsageException(
          String.format(
              "--outcome: not one of %s: %s%s",
              String.join(", ", known), word, Suggestion.of(word, known)));
    }
    return Outcome.valueOf(name);
  }

  private static FlowFilter.Remote remote(String text) throws UsageException {
    try {
      return FlowFilter.Remote.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--remote: " + e.getMessage());
    }
  }

  private static Duration duration(String text) throws UsageException {
    Matcher parts = DURATION.matcher(text);
    ChronoUnit unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
    if (unit == null) {
      throw new UsageException("--slower-than: not a time like 250us, 200ms, 1s, 5m, 2h: " + text);
    }
    return Duration.of(Long.parseLong(parts.group(1)), unit);
  }
}
