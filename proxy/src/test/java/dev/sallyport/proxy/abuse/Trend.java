package dev.sallyport.proxy.abuse;

import java.util.ArrayList;
import java.util.List;

/** How something changes with time, by the straight line that is nearest to what was seen of it. */
final class Trend {
  private record Point(double at, double value) {}

  private final List<Point> points = new ArrayList<>();

  void add(double at, double value) {
    points.add(new Point(at, value));
  }

  /** By how much it grows in one unit of time (least squares). */
  double slope() {
    double at = points.stream().mapToDouble(Point::at).average().orElseThrow();
    double value = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double with = points.stream().mapToDouble(p -> (p.at - at) * (p.value - value)).sum();
    double alone = points.stream().mapToDouble(p -> (p.at - at) * (p.at - at)).sum();
    return with / alone;
  }
}
