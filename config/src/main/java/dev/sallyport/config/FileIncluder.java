package dev.sallyport.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Includes files, relative to the file that includes them, and nothing else.
 *
 * <p>One instance serves the parsing of one file. Unlike HOCON's own includer it insists that an
 * included file exists, adds no extension to its name, and looks neither on the class path nor on
 * the network.
 */
final class FileIncluder
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  private final HoconFile including;
  private final Map<String, Integer> seen = new HashMap<>();

  FileIncluder(HoconFile including) {
    this.including = including;
  }

  /** This includer, which leaves nothing to others. */
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    if (what.contains("://")) {
      return refuse(what, "only files can be included: " + what);
    }
    try {
      Path file = ReadableFile.require(including.file().resolveSibling(what));
      return including.included(file).parse();
    } catch (IllegalArgumentException e) {
      return refuse(what, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return include(context, what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return refuse(what.toString(), "only files can be included: " + what);
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return refuse(what, "only files can be included: " + what);
  }

  private ConfigObject refuse(String name, String what) {
    int count = seen.merge(name, 1, Integer::sum);
    int line = SourceText.of(including.file()).include(name, count);
    including.complain(line, "include", what);
    return ConfigFactory.empty().root();
  }
}
