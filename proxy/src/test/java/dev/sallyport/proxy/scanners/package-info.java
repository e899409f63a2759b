/**
 * What other people's scanners find in a proxy.
 *
 * <p>{@link dev.sallyport.proxy.scanners.TestSslIT} looks for weaknesses of the default settings;
 * {@link dev.sallyport.proxy.scanners.SslScanIT} compares what is negotiated with what is
 * configured. Both scan a {@link dev.sallyport.proxy.scanners.ScannedProxy}.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.scanners;
