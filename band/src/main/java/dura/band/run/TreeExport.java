package dura.band.run;

import dura.band.machine.EntryIdentity;
import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.tar.ExportMember;
import dura.codec.tar.TarEnd;
import dura.proto.Attribute;
import dura.proto.IndexEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes a part of a band's tree as one tar, entry by entry. Holes and lost bytes are written as
/// zeros.
///
/// A directory stands in front of what is in it and behind its brothers' contents, so that programs
/// which set its time once they left it are right. Directories that wait for that are kept, and paths
/// of linked files; nothing else grows with the tree.
public final class TreeExport {
  /// So many directories wait at most; beyond, all are written, in front of other directories'
  /// contents.
  private static final int MAX_WAITING = 100_000;

  /// The smallest name there is: with it a directory's path is in front of all that is in it.
  private static final byte[] FIRST_NAME = {1};

  private final BandIndex index;
  private final OutputStream out;
  private final SortedMap<ArchivePath, TreeEntry> waiting = new TreeMap<>();
  private final Map<Long, ArchivePath> written = new HashMap<>();
  private long members;
  private long sockets;
  private long bytes;
  private long lost;

  /// What an export came to.
  ///
  /// @param members of the tar
  /// @param sockets that a tar cannot hold
  /// @param bytes of files
  /// @param lostBytes of them, which are zeros in the tar
  public record Outcome(long members, long sockets, long bytes, long lostBytes) {}

  private TreeExport(BandIndex index, OutputStream out) {
    this.index = index;
    this.out = out;
  }

  /// Writes the entry of `path`, all below it and the directories on the way to it.
  ///
  /// @throws IOException what `out` throws
  public static Outcome write(BandIndex index, ArchivePath path, OutputStream out)
      throws IOException, AbortedException {
    return new TreeExport(index, out).run(Selection.of(List.of(path)));
  }

  private Outcome run(Selection selection) throws IOException, AbortedException {
    EntrySource entries = index.entries(selection);
    Optional<TreeEntry> next = entries.next();
    while (next.isPresent()) {
      TreeEntry entry = next.get();
      writeWaiting(entry.path());
      switch (entry.kind()) {
        case FILE -> {
          next = file(entry, entries);
          continue;
        }
        case DIRECTORY -> waiting.put(entry.path().child(FIRST_NAME), entry);
        case SYMLINK, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> single(entry);
        case SOCKET -> sockets++;
      }
      if (waiting.size() > MAX_WAITING) {
        writeAllWaiting();
      }
      next = entries.next();
    }
    writeAllWaiting();
    out.write(TarEnd.bytes());
    return new Outcome(members, sockets, bytes, lost);
  }

  /// Writes the directories in front of an entry: its own, and those that turn out to be empty.
  private void writeWaiting(ArchivePath before) throws IOException {
    while (!waiting.isEmpty() && waiting.firstKey().compareTo(before) <= 0) {
      directory();
    }
  }

  private void writeAllWaiting() throws IOException {
    while (!waiting.isEmpty()) {
      directory();
    }
  }

  private void directory() throws IOException {
    var first = waiting.pollFirstEntry();
    if (first != null) {
      TreeEntry entry = first.getValue();
      put(member(ExportMember.Type.DIRECTORY, entry.path(), entry.fields(), 0, ByteSlice.EMPTY));
    }
  }

  private void single(TreeEntry entry) throws IOException, AbortedException {
    if (isWritten(entry)) {
      link(entry);
      return;
    }
    IndexEntry fields = whole(entry).getFirst().fields();
    ExportMember.Type type = switch (entry.kind()) {
      case SYMLINK -> ExportMember.Type.SYMLINK;
      case FIFO -> ExportMember.Type.FIFO;
      case CHARACTER_DEVICE -> ExportMember.Type.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> ExportMember.Type.BLOCK_DEVICE;
      case FILE, DIRECTORY, SOCKET -> throw new IllegalStateException("not a single member");
    };
    put(member(type, entry.path(), fields, 0, ByteSlice.of(fields.getTarget())));
    remember(entry);
  }

  /// Writes a file.
  ///
  /// @return the entry behind those of the file
  private Optional<TreeEntry> file(TreeEntry first, EntrySource entries)
      throws IOException, AbortedException {
    if (isWritten(first)) {
      link(first);
      return behind(first, entries);
    }
    List<TreeEntry> whole = whole(first);
    TreeEntry head = whole.getFirst();
    ExportMember member =
        member(ExportMember.Type.FILE, first.path(), head.fields(), head.size(), ByteSlice.EMPTY);
    put(member);
    remember(first);
    var contents = index.contents(first.path(), new ZeroedOutput(out));
    for (TreeEntry entry : whole) {
      contents.add(entry);
    }
    Optional<TreeEntry> next = entries.next();
    while (next.isPresent() && next.get().path().equals(first.path())) {
      contents.add(next.get());
      next = entries.next();
    }
    lost += contents.end();
    bytes += head.size();
    out.write(new byte[member.fillLength()]);
    return next;
  }

  private static Optional<TreeEntry> behind(TreeEntry first, EntrySource entries)
      throws AbortedException {
    Optional<TreeEntry> next = entries.next();
    while (next.isPresent() && next.get().path().equals(first.path())) {
      next = entries.next();
    }
    return next;
  }

  /// The entry, or the entries with the fields of the file that it is a further name of.
  private List<TreeEntry> whole(TreeEntry entry) throws AbortedException {
    if (!EntryIdentity.isFurtherName(entry)) {
      return List.of(entry);
    }
    List<TreeEntry> originals = index.originals(entry.link());
    return originals.isEmpty() ? List.of(entry) : originals;
  }

  private boolean isWritten(TreeEntry entry) {
    return entry.link() != 0 && written.containsKey(entry.link());
  }

  private void remember(TreeEntry entry) {
    if (entry.link() != 0) {
      written.put(entry.link(), entry.path());
    }
  }

  private void link(TreeEntry entry) throws IOException, AbortedException {
    ArchivePath first = written.getOrDefault(entry.link(), entry.path());
    put(member(ExportMember.Type.HARD_LINK, entry.path(), whole(entry).getFirst().fields(), 0,
        ByteSlice.of(first.bytes())));
  }

  private void put(ExportMember member) throws IOException {
    out.write(member.header());
    members++;
  }

  private static ExportMember member(ExportMember.Type type, ArchivePath path, IndexEntry fields,
      long size,
      ByteSlice target) {
    var attributes = new HashMap<String, ByteSlice>();
    if (type != ExportMember.Type.HARD_LINK) {
      for (Attribute attribute : fields.getAttributeList()) {
        attributes.put(attribute.getName().toString(StandardCharsets.ISO_8859_1),
            ByteSlice.of(attribute.getValue()));
      }
    }
    return new ExportMember(type, ByteSlice.of(path.bytes()), fields.getMode(),
        Integer.toUnsignedLong(fields.getUid()), Integer.toUnsignedLong(fields.getGid()),
        ByteSlice.of(fields.getUser()), ByteSlice.of(fields.getGroup()), size,
        fields.getMtimeSeconds(), fields.getMtimeNanos(), target,
        Integer.toUnsignedLong(fields.getDeviceMajor()),
        Integer.toUnsignedLong(fields.getDeviceMinor()), attributes);
  }
}
