package dura.band.store.sftp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;

/// What writers that were killed left under temporary names, `.NAME.RANDOM.part`.
final class SftpLeftovers {
  /// A writer needs minutes for an object, and clocks differ by less; after this it is surely dead.
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final String SUFFIX = ".part";

  private final InstantSource clock;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  SftpLeftovers(InstantSource clock) {
    this.clock = clock;
  }

  /// The hidden name of an object until it is whole.
  static String temporaryName(String name, String random) {
    return "." + name + "." + random + SUFFIX;
  }

  /// A folder that was made now holds none.
  void skip(String folder) {
    seen.add(folder);
  }

  /// Looks through a folder, the first time it is named, and removes what is old. Nothing depends on
  /// it, so failures are passed over.
  void remove(SftpClient client, String folder) {
    if (!seen.add(folder)) {
      return;
    }
    try {
      for (DirEntry entry : client.readDir(folder)) {
        if (isOld(entry)) {
          client.remove(folder + "/" + entry.getFilename());
        }
      }
    } catch (IOException notNow) {
      // Another writer was faster, or it may not be listed or removed.
    }
  }

  private boolean isOld(DirEntry entry) {
    String name = entry.getFilename();
    Instant oldest = clock.instant().minus(LIFETIME);
    return name.startsWith(".") && name.endsWith(SUFFIX)
        && entry.getAttributes().getModifyTime() != null
        && entry.getAttributes().getModifyTime().toInstant().isBefore(oldest);
  }
}
