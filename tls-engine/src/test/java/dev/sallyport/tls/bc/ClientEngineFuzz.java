package dev.sallyport.tls.bc;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A client's engine, given what a server's engine sent and a hostile wire made of it. */
final class ClientEngineFuzz {

  @FuzzTest
  void anyWire(byte[] orders) {
    Hostilities.play(orders, false);
  }
}
