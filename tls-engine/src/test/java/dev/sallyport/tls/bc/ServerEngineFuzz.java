package dev.sallyport.tls.bc;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A server's engine, given what a client's engine sent and a hostile wire made of it. */
final class ServerEngineFuzz {

  @FuzzTest
  void anyWire(byte[] orders) {
    Hostilities.play(orders, true);
  }
}
