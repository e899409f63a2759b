package dev.sallyport.proxy.lifecycle;

/**
 * Why an abortive event happened.
 *
 * @param type one of the closed list
 * @param detail a sentence for people, without secrets
 */
public record Cause(ErrorType type, String detail) {}
