package dev.sallyport.config;

import java.util.List;

/**
 * The blocks of a configuration that name files and libraries, each in itself right, whether or not
 * they make a whole.
 */
public record Parts(
    List<ListenerConfig> listeners, List<BackendConfig> backends, CryptoConfig crypto) {
  public Parts {
    listeners = List.copyOf(listeners);
    backends = List.copyOf(backends);
  }
}
