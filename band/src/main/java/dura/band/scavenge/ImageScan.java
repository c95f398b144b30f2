package dura.band.scavenge;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.EnvelopeHeader;
import dura.codec.envelope.FoundSection;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Shape;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first pass over an image: sections of heads, at steps of 512 bytes and wherever a tar header of
/// an object says that objects lie otherwise, and the tar headers behind payloads. What it keeps is
/// small: positions, and of each object the beginning of its head.
final class ImageScan {
  /// Bytes that windows share, so that nothing lies across the edge of every window: a section and
  /// the tar header in front.
  static final int OVERLAP = 2 * HeadImage.SECTOR;

  private static final int STEP = HeadLayout.TAR_HEADER;
  private static final byte[] MAGIC = {'D', 'U', 'R', 'A', '1', '/'};

  /// Ways in which objects may lie to the steps. An image that has more was made to keep us busy.
  private static final int MOST_PHASES = 32;

  /// Objects that are kept in mind at most.
  private static final int MOST_OBJECTS = 1 << 20;

  /// An object by the beginning of its head: identity, payload SHA-256, geometry.
  ///
  /// @param head fields 1 to 14
  /// @param shape of its head images
  record Known(ObjectHead head, Shape shape, HeadLayout layout) {}

  /// A section that is not the first of an image, and so does not say whose it is.
  record Other(Shape shape, int number) {}

  private final Map<Known, Longs> objects = new LinkedHashMap<>();
  private final Map<Other, Longs> others = new HashMap<>();
  private final Map<String, Longs> secondHeaders = new HashMap<>();
  private final BitSet phases = new BitSet(STEP);
  private boolean full;

  ImageScan() {
    phases.set(0);
  }

  /// Looks at a window.
  ///
  /// @param at where it begins in the image
  /// @param seen bytes at its beginning that were in the window before as well
  void feed(ByteSlice window, long at, int seen) {
    headers(window, at, seen);
    phases.stream().forEach(phase -> {
      int first = (int) Math.floorMod(phase - at, (long) STEP);
      for (int end = first; end <= window.length(); end += STEP) {
        if (end > seen && end >= HeadImage.TRAILER) {
          section(window, at, end);
        }
      }
    });
  }

  private void headers(ByteSlice window, long at, int seen) {
    byte[] bytes = window.array();
    int base = window.offset();
    // A header that did not end in the window before.
    int from = Math.max(0, seen - STEP + 1);
    for (int i = from; i + STEP <= window.length(); i++) {
      if (bytes[base + i] == 'D' && isMagic(bytes, base + i)) {
        int start = i;
        EnvelopeHeader.nameAt(window, i).ifPresent(name -> header(name, at + start));
      }
    }
  }

  private static boolean isMagic(byte[] bytes, int at) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[at + i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private void header(String name, long position) {
    int phase = (int) (position % STEP);
    if (phases.cardinality() < MOST_PHASES) {
      phases.set(phase);
    }
    if (name.endsWith("/head2.txt") && (secondHeaders.containsKey(name) || hasRoom())) {
      secondHeaders.computeIfAbsent(name, _ -> new Longs()).add(position);
    }
  }

  private void section(ByteSlice window, long at, int end) {
    FoundSection.endingAt(window, end).ifPresent(section -> {
      long position = at + section.start();
      Shape shape = section.trailer().shape();
      int number = section.trailer().number();
      if (number > 0) {
        others.computeIfAbsent(new Other(shape, number), _ -> new Longs()).add(position);
        return;
      }
      section.head().ifPresent(start -> {
        ObjectHead head = start.head()
            .toBuilder()
            .clearCellCrc()
            .clearGroup()
            .clearArchiveHeader()
            .build();
        var known = new Known(head, shape, start.layout());
        if (objects.containsKey(known) || hasRoom()) {
          objects.computeIfAbsent(known, _ -> new Longs()).add(position);
        }
      });
    });
  }

  private boolean hasRoom() {
    full |= objects.size() >= MOST_OBJECTS || secondHeaders.size() >= MOST_OBJECTS;
    return !full;
  }

  /// Whether there were more objects than are kept in mind.
  boolean isFull() {
    return full;
  }

  /// The objects, in the order in which they were met.
  List<Known> objects() {
    return List.copyOf(objects.keySet());
  }

  /// Where first sections of an object begin.
  long[] starts(Known object) {
    return positions(objects.get(object));
  }

  /// Where sections of this kind begin.
  long[] others(Shape shape, int number) {
    return positions(others.get(new Other(shape, number)));
  }

  /// Where the tar header behind the payload of such an object stands.
  long[] secondHeaders(HeadLayout layout) {
    return positions(secondHeaders.get(layout.prefix() + "head2.txt"));
  }

  private static long[] positions(@Nullable Longs longs) {
    return longs == null ? new long[0] : longs.toArray();
  }
}
