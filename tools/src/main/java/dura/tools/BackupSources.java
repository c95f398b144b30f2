package dura.tools;

import com.google.protobuf.ByteString;
import dura.band.model.ArchivePath;
import dura.band.model.FileName;
import dura.band.model.PrintableBytes;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.run.AbortedException;
import dura.band.run.Monitor;
import dura.band.run.PathChoices;
import dura.band.source.Exclusion;
import dura.band.source.FileSourceTree;
import dura.band.source.FilteredSourceTree;
import dura.band.source.IgnoreRules;
import dura.band.source.PathExclusion;
import dura.band.source.SourceTree;
import dura.band.store.StoreLocation;
import dura.proto.Source;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.tools.cli.Session;
import dura.tools.cli.SystemPath;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import dura.tools.text.Message;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a backup: sources that exist, without what is excluded and without the archive itself.
///
/// @param tree of all of them
/// @param described sources as the index names them
/// @param choices what is stored first, and what is kept as it is stored
record BackupSources(SourceTree tree, List<Source> described, PathChoices choices)
    implements Closeable {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  BackupSources {
    described = List.copyOf(described);
  }

  /// Opens the sources. One that is missing is an alarm; if all are, there is nothing to do.
  static BackupSources open(SortedMap<FileName, byte[]> named, Optional<StandardInput> input,
      ExclusionOptions exclusions, ChoiceOptions choices, String location, Session session)
      throws UserError, IOException, AbortedException {
    List<Exclusion> all = new ArrayList<>(exclusions.beforePatterns());
    IgnoreRules rules = exclusions.rules();
    var present = new TreeMap<>(named);
    try (var probe = new FileSourceTree(named)) {
      for (Map.Entry<FileName, byte[]> source : named.entrySet()) {
        if (isMissing(probe, source.getKey())) {
          present.remove(source.getKey());
          Alarm alarm = Alarm.of(AlarmCode.SOURCE_MISSING, PrintableBytes.of(source.getValue()));
          if (session.monitor().alarm(alarm) == Monitor.Reaction.ABORT) {
            throw new AbortedException(alarm);
          }
        }
      }
    }
    if (input.isEmpty()) {
      requireReadable(present, session);
    }
    Set<ArchivePath> archive = archiveInside(present, location);
    for (ArchivePath path : archive) {
      if (path.depth() == 1) {
        throw UserError.usage("usage.archive-as-source", location);
      }
      session.report().note(Message.of("note.archive-left-out", path));
    }
    noteLinks(present, session);
    all.add(new PathExclusion((path, directory) -> archive.contains(path)
        || rules.leavesOut(belowSource(path), directory)));
    all.addAll(exclusions.behindPatterns());
    SourceTree tree = new FileSourceTree(present);
    for (Exclusion exclusion : all) {
      tree = new FilteredSourceTree(tree, exclusion);
    }
    List<Source> sources = described(present);
    if (input.isPresent()) {
      tree = input.get().with(tree, session);
      sources.add(input.get().described());
    }
    return new BackupSources(tree, sources, choices.choices(rules));
  }

  /// A band of which nothing could be read would be the newest backup, and hold nothing. One source
  /// that can be read is enough; of the others the backup itself will say what is the matter.
  private static void requireReadable(SortedMap<FileName, byte[]> present, Session session)
      throws UserError, IOException, AbortedException {
    var alarms = new ArrayList<Alarm>();
    try (var probe = new FileSourceTree(present)) {
      for (FileName name : present.keySet()) {
        Optional<Alarm> unreadable = SourceProbe.of(probe, ArchivePath.TOP.child(name));
        if (unreadable.isEmpty()) {
          return;
        }
        alarms.add(unreadable.get());
      }
    }
    for (Alarm alarm : alarms) {
      if (session.monitor().alarm(alarm) == Monitor.Reaction.ABORT) {
        throw new AbortedException(alarm);
      }
    }
    throw UserError.failed("backup.no-source");
  }

  private static boolean isMissing(SourceTree tree, FileName name) {
    try {
      tree.stat(ArchivePath.TOP.child(name));
      return false;
    } catch (PosixException e) {
      return e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
    } catch (IOException e) {
      // Whatever it is, it is something; the backup itself will say what.
      return false;
    }
  }

  /// Patterns are anchored at each source.
  static ArchivePath belowSource(ArchivePath path) {
    int source = path.first().length() + 1;
    byte[] bytes = path.bytes();
    return ArchivePath.of(Arrays.copyOfRange(bytes, source, bytes.length));
  }

  /// Where the archive stands in the tree, if it is on this system and inside a source.
  private static Set<ArchivePath> archiveInside(SortedMap<FileName, byte[]> sources,
      String location) {
    var found = new HashSet<ArchivePath>();
    try {
      StoreLocation parsed = StoreLocation.parse(location);
      if (parsed.isUrl()) {
        return found;
      }
      Path archive = real(SystemPath.of(ByteText.bytes(location)));
      for (Map.Entry<FileName, byte[]> source : sources.entrySet()) {
        Path real = SystemPath.of(source.getValue()).toRealPath();
        if (archive.startsWith(real)) {
          ArchivePath top = ArchivePath.TOP.child(source.getKey());
          byte[] rest = SystemPath.bytes(archive);
          int length = SystemPath.bytes(real).length;
          found.add(rest.length == length ? top : below(top, rest, length));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // What is not there yet, or cannot be looked at, is not walked into either.
      return found;
    }
    return found;
  }

  /// The real path of a folder that is there, or is about to be made in one that is.
  private static Path real(Path folder) throws IOException {
    Path parent = folder.getParent();
    return parent == null || Files.exists(folder)
        ? folder.toRealPath()
        : parent.toRealPath().resolve(folder.getFileName());
  }

  private static ArchivePath below(ArchivePath top, byte[] path, int from) {
    ArchivePath at = top;
    int start = path[from] == '/' ? from + 1 : from;
    byte[] rest = Arrays.copyOfRange(path, start, path.length);
    for (FileName name : ArchivePath.of(rest).components()) {
      at = at.child(name);
    }
    return at;
  }

  /// A link is stored as a link, which may not be what was meant.
  private static void noteLinks(SortedMap<FileName, byte[]> sources, Session session) {
    for (byte[] path : sources.values()) {
      if (path[path.length - 1] != '/' && Files.isSymbolicLink(SystemPath.of(path))) {
        session.report().note(Message.of("note.source-is-link", PrintableBytes.of(path)));
      }
    }
  }

  private static List<Source> described(SortedMap<FileName, byte[]> sources) throws IOException {
    byte[] workingDirectory = SystemPath.real(new byte[] {'.'});
    var described = new ArrayList<Source>();
    for (Map.Entry<FileName, byte[]> source : sources.entrySet()) {
      byte[] path = source.getValue();
      ByteString absolute = path[0] == '/'
          ? ByteString.copyFrom(path)
          : ByteString.copyFrom(workingDirectory)
              .concat(ByteString.copyFromUtf8("/"))
              .concat(ByteString.copyFrom(path));
      described.add(Source.newBuilder()
          .setPath(absolute)
          .setName(ByteString.copyFrom(source.getKey().bytes()))
          .build());
    }
    return described;
  }

  /// The name of this machine, as its kernel has it; empty where it does not tell.
  static String hostName() {
    try {
      return Files.readString(HOST_NAME, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
