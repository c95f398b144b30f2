package dura.band.run;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.model.PrintableBytes;
import dura.band.source.DirectoryEntry;
import dura.band.source.FileStat;
import dura.band.source.SourceFile;
import dura.band.source.SourceTree;
import dura.codec.bytes.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A tree of files as lines, one for each name: two trees are the same where their lines are.
public final class TreePrint {
  private final SourceTree tree;
  private final NavigableMap<String, String> lines = new TreeMap<>();
  private final Map<Long, String> firstNames = new HashMap<>();

  private TreePrint(SourceTree tree) {
    this.tree = tree;
  }

  /// The lines of `tree` by their paths.
  public static NavigableMap<String, String> of(SourceTree tree) throws IOException {
    var print = new TreePrint(tree);
    print.directory(ArchivePath.TOP);
    return print.lines;
  }

  private void directory(ArchivePath directory) throws IOException {
    for (DirectoryEntry entry : tree.list(directory)) {
      ArchivePath path = directory.child(entry.name());
      FileStat stat = tree.stat(path);
      lines.put(path.toString(), line(path, stat));
      if (stat.kind() == FileKind.DIRECTORY) {
        directory(path);
      }
    }
  }

  private String line(ArchivePath path, FileStat stat) throws IOException {
    String line = stat.kind() + " " + Integer.toOctalString(stat.permissions()) + " "
        + stat.uid() + ":" + stat.gid() + " " + stat.modified().seconds() + "."
        + stat.modified().nanos() + " " + tree.extendedAttributes(path);
    if (stat.links() > 1 && stat.kind() != FileKind.DIRECTORY) {
      line += " same as " + firstNames.computeIfAbsent(stat.inode(), _ -> path.toString());
    }
    return switch (stat.kind()) {
      case FILE -> line + " " + stat.size() + " " + contents(path, stat);
      case SYMLINK -> line + " -> " + PrintableBytes.of(tree.readLink(path));
      case CHARACTER_DEVICE, BLOCK_DEVICE -> line + " " + stat.node();
      case DIRECTORY, FIFO, SOCKET -> line;
    };
  }

  private String contents(ArchivePath path, FileStat stat) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (SourceFile file = tree.open(path, stat)) {
      byte[] bytes = new byte[1 << 16];
      long at = 0;
      for (int n = file.read(at, bytes, 0, bytes.length); n > 0; n =
          file.read(at, bytes, 0, bytes.length)) {
        digest.update(bytes, 0, n);
        at += n;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// SHA-256 of `bytes` in hex.
  static String sha256(byte[] bytes) {
    return Sha256.of(bytes).toHex();
  }
}
