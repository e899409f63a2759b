package dev.sallyport.config;

import java.util.List;

/**
 * What a backend is offered by ALPN (RFC 7301).
 *
 * @param mirror offer just what was negotiated downstream, or nothing
 * @param protocols offered otherwise, most wanted first; empty: none
 */
public record UpstreamAlpn(boolean mirror, List<String> protocols) {

  public UpstreamAlpn {
    protocols = List.copyOf(protocols);
    if (mirror && !protocols.isEmpty()) {
      throw new IllegalArgumentException("either mirror or protocols");
    }
  }
}
