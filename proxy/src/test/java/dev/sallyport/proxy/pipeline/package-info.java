/** Tests of the handlers in channels without sockets. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.pipeline;
