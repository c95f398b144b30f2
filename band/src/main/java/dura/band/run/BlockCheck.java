package dura.band.run;

import dura.band.run.PackedExtents.Packed;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.compress.FrameRun;
import dura.codec.tar.TarEvent;
import dura.codec.tar.TarMember;
import dura.codec.tar.TarScanner;
import dura.spec.Limits;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Compares a block's tar with what indexes say of it, in both directions: every extent is there and
/// has its SHA-256, and every member is named (format-spec/85-checking.md, "Deep").
final class BlockCheck {
  /// Ranges named one by one.
  private static final int MAX_RANGES = 64;

  private final String path;
  private final NavigableMap<Integer, byte[]> frames = new TreeMap<>();
  private final List<TarEvent> tar = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private int rawLength;

  /// @param path of the block
  /// @param run its content
  BlockCheck(String path, FrameRun run) {
    this.path = path;
    var scanner = new TarScanner(Limits.MAX_BLOCK_RAW_BYTES);
    for (FrameRun.Part part : run.parts()) {
      if (part instanceof FrameRun.Frame frame) {
        frames.put(rawLength, frame.raw());
        tar.addAll(scanner.feed(frame.raw(), 0, frame.raw().length));
        rawLength += frame.raw().length;
      } else if (part instanceof FrameRun.Gap gap) {
        alarms.add(Alarm.found(AlarmCode.DECOMPRESS_FAILED, path,
            "content at " + gap.offset() + ": " + gap.failure().getMessage()));
        // Where the rest belongs in the tar is known only if the gap says how long it is.
        if (gap.rawLength() < 0) {
          break;
        }
        tar.addAll(scanner.gap(gap.rawLength()));
        rawLength += (int) gap.rawLength();
      }
    }
    tar.addAll(scanner.end());
    for (TarEvent event : tar) {
      if (event instanceof TarEvent.Failure failure) {
        alarms.add(Alarm.found(AlarmCode.TAR_PROFILE, path,
            "tar at " + failure.offset() + ": " + failure.message()));
      }
    }
  }

  /// What is wrong with the tar itself.
  List<Alarm> alarms() {
    return alarms;
  }

  /// What is wrong with the extents.
  List<Alarm> extents(List<Packed> extents) {
    var wrong = new ArrayList<Alarm>();
    int more = 0;
    for (Packed extent : extents) {
      if (isThere(extent)) {
        continue;
      }
      if (wrong.size() < MAX_RANGES) {
        wrong.add(Alarm.of(AlarmCode.EXTENT_MISMATCH,
            Location.range(path, extent.rawOffset(), extent.length())));
      } else {
        more++;
      }
    }
    if (more > 0) {
      wrong.add(Alarm.found(AlarmCode.EXTENT_MISMATCH, path, "and " + more + " more extents"));
    }
    return wrong;
  }

  private boolean isThere(Packed extent) {
    MessageDigest digest = Sha256.digest();
    int at = extent.rawOffset();
    while (at < extent.rawEnd()) {
      var frame = frames.floorEntry(at);
      if (frame == null || at - frame.getKey() >= frame.getValue().length) {
        return false;
      }
      int from = at - frame.getKey();
      int length = (int) Math.min(extent.rawEnd() - at, frame.getValue().length - from);
      digest.update(frame.getValue(), from, length);
      at += length;
    }
    return ByteSlice.of(digest.digest()).equals(extent.sha256());
  }

  /// Members of which bytes are named by no extent, or none of whose bytes are named as theirs.
  List<Alarm> unlisted(List<Packed> extents) {
    var unlisted = new ArrayList<Alarm>();
    int more = 0;
    int next = 0;
    for (TarEvent event : tar) {
      if (!(event instanceof TarEvent.Member found) || found.member().size() == 0) {
        continue;
      }
      long from = found.dataOffset();
      long to = from + found.member().size();
      while (next < extents.size() && extents.get(next).rawEnd() <= from) {
        next++;
      }
      if (isListed(found, extents.subList(next, extents.size()), to)) {
        continue;
      }
      if (unlisted.size() < MAX_RANGES) {
        unlisted.add(Alarm.of(AlarmCode.MEMBER_UNLISTED,
            Location.range(path, from, to - from)));
      } else {
        more++;
      }
    }
    if (more > 0) {
      unlisted.add(Alarm.found(AlarmCode.MEMBER_UNLISTED, path, "and " + more + " more"));
    }
    return unlisted;
  }

  private static boolean isListed(TarEvent.Member found, List<Packed> extents, long to) {
    TarMember member = found.member();
    long name = PackedExtents.name(member.name().path().bytes(),
        member.name().offset().orElse(0) - found.dataOffset());
    long at = found.dataOffset();
    boolean named = false;
    for (Packed extent : extents) {
      if (extent.rawOffset() >= to) {
        break;
      }
      if (extent.rawOffset() > at) {
        return false;
      }
      named |= extent.name() == name;
      at = Math.max(at, extent.rawEnd());
    }
    return named && at >= to;
  }
}
