/**
 * Makes a leaked Netty buffer fail the tests that leaked it.
 *
 * <p>{@link dev.sallyport.proxy.leaks.LeakCheck} is registered for every Jupiter test of this
 * module; {@link dev.sallyport.proxy.leaks.Leaks} keeps what Netty's leak detector found.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.leaks;
