/** Tests of the parts of a flow that need no sockets. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.flow;
