package dev.sallyport.proxy;

import dev.sallyport.certs.LocalCa;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the program was started with.
 *
 * @param out standard output, in UTF-8 whatever the locale
 * @param err standard error, likewise
 * @param terminal whether standard output is one
 */
record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal) {
  /** The shell of this process; the launcher says whether there is a terminal. */
  static Shell ofProcess() {
    return new Shell(
        new FileInputStream(FileDescriptor.in),
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.getenv(),
        Boolean.getBoolean("sallyport.terminal"));
  }

  /** Where the local CA of this user is kept. */
  Path localCa() {
    return LocalCa.defaultDirectory(environment);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
