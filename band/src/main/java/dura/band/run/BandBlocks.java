package dura.band.run;

import dura.band.machine.Selection;
import dura.band.model.ArchivePath;
import dura.band.model.TreeEntry;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.tar.TarEvent;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarScanner;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The files that a band's own blocks hold, found by their tars (format-spec/60-block.md, "Reading
/// without an index"). Only blocks that are known to be what was written are read: a file found here
/// has no other witness. Hashes are computed on the way, so that what is restored is what was found.
final class BandBlocks extends BandContents {
  private final List<ObjectId> objects;

  BandBlocks(BandInfo band, List<ObjectId> objects, BlockReader blocks, AlarmBook alarms) {
    super(band, blocks, alarms);
    this.objects = objects;
  }

  @Override
  public EntrySource entries(Selection selection) {
    return new Source(objects.iterator(), selection);
  }

  @Override
  public long totalBytes() {
    return -1;
  }

  /// Pieces of one file, as long as they follow one another.
  private static final class Pieces {
    private final ArchivePath path;
    private final TarMember member;
    private final List<Extent> extents = new ArrayList<>();
    private long end;

    Pieces(ArchivePath path, TarMember member) {
      this.path = path;
      this.member = member;
    }

    boolean takes(ArchivePath other, long offset) {
      return path.equals(other) && offset >= end && end > 0;
    }

    void add(Extent extent) {
      extents.add(extent);
      end = extent.getOffset() + extent.getLength();
    }

    /// The file as entries of an index.
    List<TreeEntry> entries(BandInfo band) {
      var entries = new ArrayList<TreeEntry>();
      int from = 0;
      do {
        int to = Math.min(from + Limits.MAX_ENTRY_EXTENTS, extents.size());
        IndexEntry.Builder fields = from == 0 ? first() : IndexEntry.newBuilder();
        fields.setPath(ByteSlice.of(path.bytes()).toByteString())
            .setKind(EntryKind.FILE)
            .addAllExtent(extents.subList(from, to))
            .setContinued(to < extents.size());
        entries.add(new TreeEntry(path, fields.build(), List.of(band.name())));
        from = to;
      } while (from < extents.size());
      return entries;
    }

    private IndexEntry.Builder first() {
      return IndexEntry.newBuilder()
          .setMode(member.mode())
          .setUid((int) member.uid())
          .setGid((int) member.gid())
          .setUser(ByteSlice.utf8(member.user()).toByteString())
          .setGroup(ByteSlice.utf8(member.group()).toByteString())
          .setMtimeSeconds(member.mtime())
          .setSize(end);
    }
  }

  private final class Source implements EntrySource {
    private final Iterator<ObjectId> rest;
    private final Selection selection;
    private final Deque<TreeEntry> ready = new ArrayDeque<>();
    private Optional<Pieces> open = Optional.empty();

    Source(Iterator<ObjectId> rest, Selection selection) {
      this.rest = rest;
      this.selection = selection;
    }

    @Override
    public Optional<TreeEntry> next() throws AbortedException {
      while (ready.isEmpty()) {
        if (!rest.hasNext()) {
          close();
          return Optional.ofNullable(ready.pollFirst());
        }
        scan(rest.next());
      }
      return Optional.of(ready.removeFirst());
    }

    private void close() {
      open.ifPresent(pieces -> ready.addAll(pieces.entries(band())));
      open = Optional.empty();
    }

    private void scan(ObjectId id) throws AbortedException {
      BlockContent block = blocks().block(id).join();
      alarms().raise(block.alarms());
      if (!block.trusted()) {
        return;
      }
      byte[] raw = block.rawPrefix();
      var scanner = new TarScanner(Limits.MAX_BLOCK_RAW_BYTES);
      var events = new ArrayList<>(scanner.feed(raw, 0, raw.length));
      events.addAll(scanner.end());
      for (TarEvent event : events) {
        switch (event) {
          case TarEvent.Member found -> member(id, raw, found);
          case TarEvent.Failure failure -> alarms().raise(Alarm.found(AlarmCode.TAR_PROFILE,
              id.path(), "tar at " + failure.offset() + ": " + failure.message()));
          case TarEvent.End _ -> {
            // All of it was read.
          }
        }
      }
    }

    private void member(ObjectId id, byte[] raw, TarEvent.Member found) throws AbortedException {
      TarMember member = found.member();
      Optional<ArchivePath> path = ArchivePath.parse(member.name().path().bytes());
      if (path.isEmpty()) {
        alarms().raise(Alarm.found(AlarmCode.ENTRY_REFUSED, id.path(),
            new String(member.name().path().bytes(), StandardCharsets.ISO_8859_1)));
        return;
      }
      if (!selection.has(path.get()) || found.dataOffset() + member.size() > raw.length) {
        return;
      }
      long offset = member.name().offset().orElse(0);
      if (open.filter(pieces -> pieces.takes(path.get(), offset)).isEmpty()) {
        close();
        open = Optional.of(new Pieces(path.get(), member));
      }
      if (member.size() > 0) {
        int from = (int) found.dataOffset();
        int length = (int) member.size();
        open.orElseThrow()
            .add(Extent.newBuilder()
                .setOffset(offset)
                .setLength(length)
                .setBlock(id.name().number())
                .setRawOffset(from)
                .setSha256(Sha256.of(raw, from, length).toByteString())
                .build());
      }
    }
  }
}
