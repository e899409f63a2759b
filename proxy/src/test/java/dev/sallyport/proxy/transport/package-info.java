/** Tests of the transport, on real sockets of the loopback interface. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.transport;
