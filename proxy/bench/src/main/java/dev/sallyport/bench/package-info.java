/**
 * What the benchmark of the program needs beside tools that everyone has. Each main class is
 * started by the scripts of {@code proxy/bench}.
 *
 * <p>{@link dev.sallyport.bench.NettyRelay} is what the program is compared with: the least that a
 * proxy on Netty and BoringSSL can do. {@link dev.sallyport.bench.FlowClient} opens flows, holds
 * them, asks at a constant rate, and resumes sessions. {@link dev.sallyport.bench.Report} makes
 * medians, a table and a picture of the figures.
 */
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
