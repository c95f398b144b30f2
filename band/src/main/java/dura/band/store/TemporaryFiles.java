package dura.band.store;

import dura.band.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The names under which objects are written before they are whole, `.NAME.RANDOM.part`, and what
/// writers that were killed left under such names.
final class TemporaryFiles {
  /// A writer needs minutes for an object; after this it is surely dead.
  static final Duration LIFETIME = Duration.ofDays(1);

  private static final String SUFFIX = ".part";

  private final FileCalls calls;
  private final InstantSource clock;

  TemporaryFiles(FileCalls calls, InstantSource clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /// A name for the object `name` until it is whole.
  static byte[] nameFor(String name) {
    long random = ThreadLocalRandom.current().nextLong(1L << 40);
    String text = "." + name + "." + Long.toString(random, 32) + SUFFIX;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isTemporary(byte[] name) {
    String text = new String(name, StandardCharsets.ISO_8859_1);
    return text.startsWith(".") && text.endsWith(SUFFIX);
  }

  /// Removes what dead writers left in a folder. Nothing depends on it, so failures are passed over.
  void removeLeftovers(int folder) {
    List<byte[]> candidates = new ArrayList<>();
    try {
      // Opened afresh: a descriptor can be listed once.
      int listing = calls.openFolder(folder, new byte[] {'.'});
      try {
        calls.list(listing, (name, _) -> {
          if (isTemporary(name)) {
            candidates.add(name);
          }
        });
      } finally {
        calls.close(listing);
      }
    } catch (PosixException unreadable) {
      return;
    }
    for (byte[] name : candidates) {
      removeIfOld(folder, name);
    }
  }

  private void removeIfOld(int folder, byte[] name) {
    try {
      long oldest = clock.instant().minus(LIFETIME).getEpochSecond();
      if (calls.stat(folder, name).modified().seconds() < oldest) {
        calls.remove(folder, name);
      }
    } catch (PosixException gone) {
      // Another writer was faster, or it may not be removed.
    }
  }
}
