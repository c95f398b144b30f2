package dura.band.run;

import dura.band.model.BandTail.ObjectCounts;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.IndexRootLine;
import dura.band.run.HunkReader.ReadHunk;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Walks the object table of a band and checks the rules of format-spec/70-index.md: that its hunks are
/// there and in order, and that it has every block that the band wrote and nothing else. Whether what it
/// says of an object fits the object is seen when that is read. Of a table one hunk is in memory.
final class TableCheck {
  /// A table with so many hunks that break rules is not read further: it was made for that.
  private static final int MAX_OBJECTIONS = 1000;

  private final HunkReader hunks;
  private final ContentFindings findings;
  private final ObjectCounts wrote;
  private int objections;
  private boolean whole = true;
  private long last = -1;
  private int nextBlock;

  private TableCheck(HunkReader hunks, ContentFindings findings, ObjectCounts wrote) {
    this.hunks = hunks;
    this.findings = findings;
    this.wrote = wrote;
  }

  /// Checks the tables of all finished bands that have an index of their own. What is wrong with the
  /// roots is for the walk over the trees to say.
  static void all(List<BandInfo> bands, HunkReader hunks, ContentFindings findings) {
    for (BandInfo band : bands) {
      if (band.tail().isEmpty()) {
        continue;
      }
      IndexRootLine line = band.tail().get().indexRoot();
      if (line.band().equals(band.name())
          && hunks.read(line).hunk().orElse(null) instanceof IndexHunk.Root root) {
        new TableCheck(hunks, findings, band.tail().get().objects())
            .walk(band.name(), root, ObjectId.of(line.band(), line.object()).path());
      }
    }
  }

  private void walk(BandName band, IndexHunk.Root root, String rootPath) {
    if (root.objects().isEmpty()) {
      object(rootPath, "the root of " + band + " has no object table");
      return;
    }
    Deque<HunkReference> open = new ArrayDeque<>();
    open.push(root.objects().get());
    while (!open.isEmpty() && objections < MAX_OBJECTIONS) {
      HunkReference wanted = open.pop();
      String path = wanted.place().objectId().path();
      ReadHunk read = hunks.read(wanted);
      findings.add(read.alarms());
      if (read.hunk().isEmpty()) {
        objections++;
        whole = false;
        continue;
      }
      switch (read.hunk().get()) {
        case IndexHunk.Inner inner -> {
          count(path, wanted,
              inner.children().stream().mapToLong(HunkReference::entries).sum());
          inner.children().reversed().forEach(open::push);
        }
        case IndexHunk.Objects objects -> {
          count(path, wanted, objects.objects().size());
          if (objects.objects().isEmpty() && !wanted.equals(root.objects().get())) {
            object(path, "a part of the object table without objects");
          }
          objects.objects().forEach(info -> take(path, info));
        }
        case IndexHunk.Leaf _,IndexHunk.Root _ -> {
          object(path, "a hunk of another kind in the object table");
          whole = false;
        }
      }
    }
    if (whole && nextBlock < wrote.blocks()) {
      object(rootPath, "the object table of " + band + " leaves out block " + nextBlock);
    }
  }

  private void count(String path, HunkReference wanted, long objects) {
    if (wanted.entries() != objects) {
      object(path, "a hunk of the object table has " + objects + " objects, not the "
          + wanted.entries() + " of its reference");
    }
  }

  private void take(String path, ObjectInfo info) {
    long key = ((long) info.getKind().getNumber() << Integer.SIZE) + info.getNumber();
    if (key <= last) {
      object(path, "objects out of order");
      return;
    }
    last = key;
    boolean block = info.getKind() == ObjectKind.BLOCK;
    if (info.getNumber() >= (block ? wrote.blocks() : wrote.indexObjects())) {
      object(path, "the object table names " + (block ? "block " : "index object ")
          + info.getNumber() + ", which the band did not write");
      return;
    }
    if (block) {
      if (whole && info.getNumber() > nextBlock) {
        object(path, "the object table leaves out block " + nextBlock);
      }
      nextBlock = info.getNumber() + 1;
    }
  }

  private void object(String path, String rule) {
    objections++;
    findings.add(Alarm.found(AlarmCode.INDEX_MALFORMED, path, rule));
  }
}
