package dev.sallyport.conformance;

/** What the record of a connection says of how it ended. */
record Flow(
    String outcome,
    String side,
    String type,
    String direction,
    String level,
    String alert,
    String detail) {}
