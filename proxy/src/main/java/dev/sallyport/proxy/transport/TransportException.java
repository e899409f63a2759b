package dev.sallyport.proxy.transport;

import dev.sallyport.config.Problem;

/**
 * The configured transport cannot be had on this machine; the message says where it was asked for,
 * and why not.
 */
public final class TransportException extends Exception {
  private static final long serialVersionUID = 1;

  TransportException(Problem problem) {
    super(problem.toString());
  }
}
