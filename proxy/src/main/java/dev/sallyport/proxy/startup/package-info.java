/**
 * What is prepared once for a Java, so that the program starts in half the time: {@link
 * dev.sallyport.proxy.startup.Preparation} writes copies of jars that need no verification ({@code
 * UnsignedJar}) and the archive of what the JVM loads. The launcher uses it; nothing here is part
 * of a running proxy.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.startup;
