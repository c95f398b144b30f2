package dura.tools;

import dura.band.model.ArchivePath;
import dura.band.model.FileKind;
import dura.band.run.AbortedException;
import dura.band.run.Monitor;
import dura.band.source.DirectoryEntry;
import dura.band.source.FileStat;
import dura.band.source.SourceTree;
import dura.spec.alarm.Alarm;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What a backup would read.
///
/// @param files number of files
/// @param others number of everything else
/// @param bytes of the files
record BackupPreview(long files, long others, long bytes) implements Line {
  /// Walks the tree; every entry is told as progress.
  static BackupPreview of(SourceTree tree, Monitor monitor) throws AbortedException {
    long files = 0;
    long others = 0;
    long bytes = 0;
    Deque<ArchivePath> directories = new ArrayDeque<>(List.of(ArchivePath.TOP));
    while (!directories.isEmpty()) {
      ArchivePath directory = directories.removeFirst();
      for (DirectoryEntry entry : list(tree, directory, monitor)) {
        ArchivePath path = directory.child(entry.name());
        try {
          FileStat stat = tree.stat(path);
          boolean isFile = stat.kind() == FileKind.FILE;
          files += isFile ? 1 : 0;
          others += isFile ? 0 : 1;
          bytes += isFile ? stat.size() : 0;
          if (stat.kind() == FileKind.DIRECTORY) {
            directories.addLast(path);
          }
          monitor.event(new Monitor.Event.Progress(files, bytes, -1, path.toString()));
        } catch (IOException e) {
          raise(path, e, monitor);
        }
      }
    }
    return new BackupPreview(files, others, bytes);
  }

  private static List<DirectoryEntry> list(SourceTree tree, ArchivePath directory,
      Monitor monitor) throws AbortedException {
    try {
      return tree.list(directory);
    } catch (IOException e) {
      raise(directory, e, monitor);
      return List.of();
    }
  }

  private static void raise(ArchivePath path, IOException failure, Monitor monitor)
      throws AbortedException {
    Alarm alarm = SourceProbe.alarm(path, failure);
    if (monitor.alarm(alarm) == Monitor.Reaction.ABORT) {
      throw new AbortedException(alarm);
    }
  }

  /// All entries.
  long entries() {
    return files + others;
  }

  @Override
  public String text() {
    return Messages.text("backup.would", Amounts.count(files), Amounts.bytes(bytes),
        Amounts.count(others));
  }

  /// `type` backup-preview, `files`, `others`, `bytes`.
  @Override
  public JsonObject json() {
    return JsonObject.of("backup-preview")
        .put("files", files)
        .put("others", others)
        .put("bytes", bytes);
  }
}
