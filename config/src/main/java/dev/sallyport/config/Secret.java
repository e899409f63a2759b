package dev.sallyport.config;

import java.util.Arrays;

/** A password, which shows itself to those who ask for it by name and to nobody else. */
public final class Secret {

  private final char[] characters;

  public Secret(String text) {
    this.characters = text.toCharArray();
  }

  /** A copy of the password, which the caller may wipe. */
  public char[] reveal() {
    return characters.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && Arrays.equals(characters, secret.characters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(characters);
  }

  /** Always the same text, whatever the password. */
  @Override
  public String toString() {
    return "(secret)";
  }
}
