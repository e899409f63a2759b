package dev.sallyport.conformance;

/** An alert as it came on the wire. */
record Alert(int level, String name) {}
