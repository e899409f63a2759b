/**
 * Clients, servers and machines at their worst, against the packaged program.
 *
 * <p>Read {@link dev.sallyport.proxy.abuse.HostileClientsIT} first, then {@link
 * dev.sallyport.proxy.abuse.Attackers}, who keep the program busy by one thread, and {@link
 * dev.sallyport.proxy.abuse.Vitals}, what a process takes of the machine. {@link
 * dev.sallyport.proxy.abuse.MixedTrafficSoak} has ten minutes of {@link
 * dev.sallyport.proxy.abuse.Visit}s, by the profile {@code soak}.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.abuse;
