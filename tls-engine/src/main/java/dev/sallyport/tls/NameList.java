package dev.sallyport.tls;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * The names of two-octet numbers, which are made when they are asked for: what a peer sends as
 * numbers is kept as no more. Immutable.
 */
final class NameList extends AbstractList<String> implements RandomAccess {
  private final char[] codes;
  private final IntFunction<String> namer;

  /** The first numbers, at most so many. */
  NameList(char[] codes, int most, IntFunction<String> namer) {
    this.codes = Arrays.copyOf(codes, Math.min(codes.length, most));
    this.namer = namer;
  }

  @Override
  public String get(int index) {
    return namer.apply(codes[index]);
  }

  @Override
  public int size() {
    return codes.length;
  }
}
