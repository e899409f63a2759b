package dev.sallyport.config;

/** Reads the text of one setting into what it means. */
@FunctionalInterface
interface Reader<T> {

  /**
   * The meaning of {@code setting}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  T read(Setting setting);
}
