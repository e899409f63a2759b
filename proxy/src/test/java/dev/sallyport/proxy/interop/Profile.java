package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.interop.Cell.Authentication;
import dev.sallyport.proxy.interop.Cell.Certificate;
import java.util.Arrays;
import java.util.List;

/** What a server has a port of its own for: what it shows, and what it asks for. */
record Profile(Certificate certificate, Authentication authentication) {

  /** All that servers have, in the order of their ports. */
  static List<Profile> all() {
    return Arrays.stream(Certificate.values())
        .flatMap(
            kind -> Arrays.stream(Authentication.values()).map(asked -> new Profile(kind, asked)))
        .toList();
  }

  /** Whether clients have to show a certificate. */
  boolean asks() {
    return authentication == Authentication.CLIENT_CERTIFICATE;
  }
}
