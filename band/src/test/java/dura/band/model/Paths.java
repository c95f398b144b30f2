package dura.band.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Generators of names and paths that come close to one another and to the limits of what is valid.
public final class Paths {
  /// Bytes on both sides of `/` (0x2F), letters, a control character, both ends of what a byte is.
  private static final byte[] ALPHABET = {
    1, '\n', '-', '.', '0', 'a', 'b', '~', 0x7F, (byte) 0x80, (byte) 0xC3, (byte) 0xA9, (byte) 0xFF
  };

  private Paths() {}

  /// Names of 1 to 4 bytes.
  public static Arbitrary<FileName> names() {
    return Arbitraries.of(boxed())
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(Paths::unboxed)
        .filter(bytes -> FileName.parse(bytes).isPresent())
        .map(FileName::of);
  }

  /// Paths of 0 to 5 components.
  public static Arbitrary<ArchivePath> paths() {
    return names().list().ofMaxSize(5).map(Paths::join);
  }

  /// Sets of paths that hold the parents of each of their paths, as a tree of files does; without
  /// the top.
  public static Arbitrary<Set<ArchivePath>> trees() {
    return paths().list().ofMaxSize(40).map(Paths::withParents);
  }

  /// The path of these components.
  public static ArchivePath join(List<FileName> components) {
    ArchivePath path = ArchivePath.TOP;
    for (FileName name : components) {
      path = path.child(name);
    }
    return path;
  }

  private static Set<ArchivePath> withParents(List<ArchivePath> paths) {
    var all = new HashSet<ArchivePath>();
    for (ArchivePath path : paths) {
      for (ArchivePath at = path; !at.isTop(); at = at.parent()) {
        all.add(at);
      }
    }
    return all;
  }

  private static Byte[] boxed() {
    var boxed = new Byte[ALPHABET.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = ALPHABET[i];
    }
    return boxed;
  }

  private static byte[] unboxed(List<Byte> bytes) {
    var unboxed = new byte[bytes.size()];
    for (int i = 0; i < unboxed.length; i++) {
      unboxed[i] = bytes.get(i);
    }
    return unboxed;
  }
}
