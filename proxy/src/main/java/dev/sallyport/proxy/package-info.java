/**
 * The program: its command line, and the one place where its parts are put together.
 *
 * <p>Read {@link dev.sallyport.proxy.Main} (commands and exit codes), then the commands it names;
 * {@code RunCommand} and {@code DemoCommand} start a {@link dev.sallyport.proxy.Proxy} and leave it
 * to {@code Service}, which obeys the {@code Signals} of the operating system. {@code Proxy} is the
 * composition root: it turns the configuration's records into TLS profiles, listeners and {@code
 * Logs}. What both {@code Proxy} and {@code CheckCommand} read of keys and certificates, and what
 * keeps those of a running proxy up to date, is in {@link dev.sallyport.proxy.credentials}. {@code
 * CryptoSelection} chooses who does the cryptography, and a {@code WarmUp} tries every kind of
 * handshake while the first clients come. {@code CertsCommand} has commands of its own below it;
 * what {@code certs inspect} finds is put together in {@link dev.sallyport.proxy.inspect}, and what
 * {@code prepare} does in {@link dev.sallyport.proxy.startup}.
 *
 * <p>May import every package of the project; nothing imports it.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy;
