package dev.sallyport.tls.bench;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import java.util.List;

/** A server's only identity, whatever it is asked for. */
record OneIdentity(Identity identity) implements IdentitySource {

  @Override
  public List<Identity> named(String serverName) {
    return List.of(identity);
  }

  @Override
  public List<Identity> fallback() {
    return List.of(identity);
  }
}
