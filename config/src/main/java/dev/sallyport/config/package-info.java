/**
 * Configurations: HOCON, or the flags of a command line, into records that are valid because they
 * exist.
 *
 * <p>For those who use a configuration: {@link dev.sallyport.config.ConfigurationLoader} makes a
 * {@link dev.sallyport.config.Configuration}, the root of a tree of records with the shape of
 * {@code reference.conf}, or a {@link dev.sallyport.config.ConfigurationException} with every
 * {@link dev.sallyport.config.Problem}. Each record has {@link dev.sallyport.config.Origins}: what
 * turns out wrong with a setting only later is a problem of the line it was written at.
 *
 * <p>For those who read on, in this order:
 *
 * <ol>
 *   <li>{@code reference.conf} says what keys there are, and their defaults; {@code Reference} is a
 *       block of it.
 *   <li>{@code Document} is a file with all it includes ({@code HoconFile}, {@code FileIncluder}),
 *       substitutions made. A {@code Node} is a value in it beside what was written for it; from
 *       both a {@code Locator} tells its place.
 *   <li>{@code Section} is a cursor over a block beside the same block of the reference. It finds
 *       unknown keys, hands a {@code Setting} to a {@code Reader}, and tells {@code Problems}; then
 *       it goes on with the default.
 *   <li>{@code ConfigurationReader}, {@code ListenerReader}, {@code ListenerTlsReader}, {@code
 *       BackendReader} say which setting becomes which component of which record.
 *   <li>The constructors of the records state their {@code Rules}; {@code Claims} are those between
 *       listeners.
 *   <li>{@code FlagsReader} turns flags into the same tree, so that all of this holds for them too.
 * </ol>
 *
 * <p>Imports nothing of the project. {@code com.typesafe.config} stays in here, and out of public
 * signatures.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.config;
