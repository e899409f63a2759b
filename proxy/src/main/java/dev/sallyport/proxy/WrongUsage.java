package dev.sallyport.proxy;

import dev.sallyport.config.Suggestion;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in one line for the person who typed it. */
final class WrongUsage {
  private WrongUsage() {}

  static String of(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched.getUnmatched().get(0));
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(command, missing.getMissing().get(0));
    }
    if (e instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is given more than once";
    }
    ArgSpec option = e.getArgSpec();
    return option == null || e.getValue() == null
        ? String.valueOf(e.getMessage())
        : name(option) + kind(option) + ": " + e.getValue();
  }

  private static String unknown(CommandSpec command, String word) {
    if (word.startsWith("-")) {
      String owners = ownersBelow(command, word);
      if (!owners.isEmpty()) {
        return word + " is an option of " + owners + ": it stands behind the command";
      }
      return "no such option: " + word + Suggestion.of(word, command.optionsMap().keySet());
    }
    if (!command.subcommands().isEmpty()) {
      return "no such command: " + word + Suggestion.of(word, command.subcommands().keySet());
    }
    return name(command)
        + (command.positionalParameters().isEmpty()
            ? " takes options alone, not: "
            : " takes nothing more: ")
        + word;
  }

  /** The commands below one that have an option. */
  private static String ownersBelow(CommandSpec command, String option) {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(below -> below.optionsMap().containsKey(option.split("=", 2)[0]))
        .map(CommandSpec::name)
        .collect(Collectors.joining(" and "));
  }

  private static String missing(CommandSpec command, ArgSpec option) {
    if (option.isPositional()) {
      return name(command) + " needs " + option.paramLabel();
    }
    return option.required()
        ? name(command) + " needs " + name(option) + " " + option.paramLabel()
        : name(option) + " needs its " + option.paramLabel();
  }

  /** What the value of an option ought to be, and is not. */
  private static String kind(ArgSpec option) {
    Class<?> type = option.type();
    if (type == Integer.class || type == int.class) {
      return ": not a whole number";
    }
    return type.isEnum() ? ": not one of " + constants(type) : " takes no value";
  }

  private static String constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** A command as it is typed, without the program's name. */
  private static String name(CommandSpec command) {
    CommandSpec parent = command.parent();
    return parent == null || parent.parent() == null
        ? command.name()
        : name(parent) + " " + command.name();
  }

  private static String name(ArgSpec option) {
    return option instanceof OptionSpec named ? named.shortestName() : option.paramLabel();
  }
}
