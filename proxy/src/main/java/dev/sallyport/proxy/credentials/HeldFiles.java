package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.config.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a configuration held when they could last be used, each read when it is first
 * asked for and again when it has changed. Not thread-safe; it reads files and so may block.
 */
final class HeldFiles {
  private final Map<Object, Held<?>> held = new LinkedHashMap<>();
  private final Set<Path> pending = new LinkedHashSet<>();

  /** Makes a value. */
  interface Source<T> {
    T read() throws CredentialException;
  }

  /** Makes a value of files that may hold another one now. */
  interface Successor<T> {
    /**
     * Reads it.
     *
     * @param last the last good one; null: there is none
     */
    T read(@Nullable T last) throws CredentialException;
  }

  /**
   * What a look at all files has brought.
   *
   * @param read the files of every value that was read
   * @param changed the files by which values are other ones than those {@linkplain #taken taken}
   * @param mended the files of values that could not be read before and are what they were
   * @param failed what cannot be used; told once for each state of a file
   */
  record Changes(List<Path> read, List<Path> changed, List<Path> mended, List<Failure> failed) {
    private static Changes none() {
      return new Changes(
          new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * A value that cannot be made of what its files hold now.
   *
   * @param problem why
   * @param last the last good one; null: there is none
   * @param comes whether it will be usable in time
   */
  record Failure(Problem problem, @Nullable Object last, boolean comes) {}

  /**
   * The value of files, as it could last be used.
   *
   * @param key which value this is
   * @param files those it is made of; without any it is made once
   * @param blame says of whose setting a failure is
   * @throws CredentialException when it could never be read; says why at first
   */
  @SuppressWarnings("unchecked") // a key stands for values of one type
  <T> T get(
      Object key,
      List<Path> files,
      Successor<T> source,
      Function<CredentialException, Problem> blame)
      throws CredentialException {
    Held<T> known = (Held<T>) held.get(key);
    if (known == null) {
      known = new Held<>(files, source, blame);
      held.put(key, known);
    }
    return known.value();
  }

  /**
   * Reads what has changed. What cannot be read is looked at once more before it is told, since its
   * files may be in the middle of being written. What is not valid yet is read again when it is.
   *
   * @param all whether to read everything, changed or not, and to tell at once what cannot be
   */
  Changes refresh(boolean all, Instant now) {
    Changes look = Changes.none();
    for (Held<?> each : held.values()) {
      each.refresh(all, now, look);
    }
    pending.addAll(look.changed());
    return new Changes(look.read(), List.copyOf(pending), look.mended(), look.failed());
  }

  /** Says that everybody has been given what was read anew; until then it counts as new. */
  void taken() {
    pending.clear();
  }

  private static final class Held<T> {
    private final List<Path> files;
    private final Successor<T> source;
    private final Function<CredentialException, Problem> blame;
    private List<FileStamp> seen;
    private List<FileStamp> used;
    private @Nullable T value;
    private @Nullable CredentialException failure;
    private @Nullable Instant due;
    private boolean unsettled;
    private boolean told;

    Held(List<Path> files, Successor<T> source, Function<CredentialException, Problem> blame) {
      this.files = files;
      this.source = source;
      this.blame = blame;
      this.seen = stamps();
      this.used = seen;
      try {
        this.value = read();
      } catch (CredentialException e) {
        this.failure = e;
        this.due = e.validFrom();
      }
    }

    /** Whatever a parser throws at what a file holds is that file's fault, and no other's. */
    private T read() throws CredentialException {
      try {
        return source.read(value);
      } catch (RuntimeException | StackOverflowError e) {
        String origin = files.isEmpty() ? "it" : files.get(0).toString();
        throw new CredentialException(origin, "cannot be parsed: " + e, e);
      }
    }

    T value() throws CredentialException {
      if (value == null) {
        throw Objects.requireNonNull(failure);
      }
      return value;
    }

    /** Taken before the files are read, so that what changes while they are is seen next time. */
    private List<FileStamp> stamps() {
      return files.stream().map(FileStamp::of).toList();
    }

    void refresh(boolean all, Instant now, Changes look) {
      List<FileStamp> stamps = stamps();
      boolean same = stamps.equals(seen);
      boolean ripe = due != null && !due.isAfter(now);
      if (files.isEmpty() || (same && !unsettled && !all && !ripe)) {
        return;
      }
      seen = stamps;
      try {
        use(read(), look);
      } catch (CredentialException e) {
        due = e.validFrom();
        unsettled = !same && !all;
        if (!unsettled) {
          told = true;
          look.failed().add(new Failure(blame.apply(e), value, due != null));
        }
      }
    }

    private void use(T next, Changes look) {
      look.read().addAll(files);
      if (!next.equals(value)) {
        look.changed().addAll(changed());
      } else if (told) {
        look.mended().addAll(changed());
      }
      value = next;
      used = seen;
      due = null;
      unsettled = false;
      told = false;
    }

    /** Those that are others than the ones that the value was made of. */
    private List<Path> changed() {
      List<Path> changed = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (!seen.get(i).equals(used.get(i))) {
          changed.add(files.get(i));
        }
      }
      return changed.isEmpty() ? files : changed;
    }
  }
}
