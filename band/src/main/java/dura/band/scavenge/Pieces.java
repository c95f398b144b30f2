package dura.band.scavenge;

import dura.band.scavenge.ImageScan.Known;
import dura.band.scavenge.Scavenged.State;
import dura.band.store.DiskImage;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.envelope.EnvelopeHeader;
import dura.codec.envelope.FoundSection;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellCrcs;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Trailer;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectChecker;
import dura.codec.pipeline.ObjectChecker.Checked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts objects together from an image of which it is known what is where.
final class Pieces {
  /// Places where an object is tried to lie in one piece.
  private static final int MOST_ORIGINS = 6;

  /// Bytes that are read at once where cells follow one another.
  private static final int MOST_RUN_BYTES = 1 << 20;

  private final DiskImage image;
  private final ImageScan scan;

  /// An object as far as it could be put together.
  ///
  /// @param bytes all of them; zeros for missing cells
  /// @param missing cells that are missing
  /// @param state whole, repaired or partial
  record Made(ByteSlice bytes, long missing, State state) {}

  Pieces(DiskImage image, ImageScan scan) {
    this.image = image;
    this.scan = scan;
  }

  /// The object where it lies in one piece, damaged no more than its inner code repairs.
  Optional<Made> inOnePiece(Known object) throws IOException {
    for (long origin : origins(object)) {
      StoredBytes stored = image.read(origin, object.layout().objectLength());
      Optional<Made> made = made(object, stored);
      if (made.isPresent()) {
        return made;
      }
    }
    return Optional.empty();
  }

  private static Optional<Made> made(Known object, StoredBytes stored) {
    Checked checked = ObjectChecker.check(Expectation
        .of(ByteSlice.of(object.head().getArchiveId()), HeadCodec.id(object.head())), stored);
    if (!(checked.decoded() instanceof DecodedObject.Good good)
        || !good.found().head().getPayloadSha256().equals(object.head().getPayloadSha256())) {
      return Optional.empty();
    }
    return checked.intact()
        ? Optional.of(new Made(stored.bytes(), 0, State.WHOLE))
        : checked.mended().map(bytes -> new Made(bytes, 0, State.REPAIRED));
  }

  /// Where the object may begin, the place that most copies of its head point to first.
  private List<Long> origins(Known object) throws IOException {
    Map<Long, Integer> votes = new LinkedHashMap<>();
    for (long start : scan.starts(object)) {
      for (int copy : copies(start)) {
        long origin = start - object.layout().imageOffset(copy);
        if (origin >= 0) {
          votes.merge(origin, 1, Integer::sum);
        }
      }
    }
    return votes.entrySet()
        .stream()
        .sorted(Map.Entry.<Long, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .limit(MOST_ORIGINS)
        .toList();
  }

  /// Which copies of its head the image that begins at `start` can be: the tar header in front tells.
  private List<Integer> copies(long start) throws IOException {
    if (start < HeadLayout.TAR_HEADER) {
      return List.of(0);
    }
    StoredBytes header = image.read(start - HeadLayout.TAR_HEADER, HeadLayout.TAR_HEADER);
    String name = EnvelopeHeader.nameAt(header.bytes(), 0).orElse("");
    return name.endsWith("/head1.txt") ? List.of(0)
        : name.endsWith("/head3.txt") ? List.of(2)
        : List.of(1, 0, 2);
  }

  /// The whole head of an object, its sections taken from wherever they are.
  Optional<Fragmented> head(Known object) throws IOException {
    long[] starts = scan.starts(object);
    var sections = new ArrayList<ByteSlice>();
    for (int number = 0; number < object.shape().sections(); number++) {
      Optional<ByteSlice> section = section(object, starts, number);
      if (section.isEmpty()) {
        return Optional.empty();
      }
      sections.add(section.get());
    }
    Optional<Found> found = FoundSection.join(sections)
        .filter(head -> head.head().getPayloadSha256().equals(object.head().getPayloadSha256()));
    return found.map(head -> new Fragmented(head, starts));
  }

  /// A section: behind the first one of any copy, else the one of its kind that comes next on the disk.
  private Optional<ByteSlice> section(Known object, long[] starts, int number)
      throws IOException {
    var trailer = new Trailer(number, object.shape());
    for (long start : starts) {
      Optional<ByteSlice> section = sectionAt(trailer, start + HeadImage.sectionStart(number));
      if (section.isPresent()) {
        return section;
      }
    }
    long first = starts[0];
    List<Long> nearest = Arrays.stream(scan.others(object.shape(), number))
        .boxed()
        .sorted(Comparator.comparingLong(at -> at < first ? Long.MAX_VALUE - at : at - first))
        .limit(1)
        .toList();
    return nearest.isEmpty() ? Optional.empty() : sectionAt(trailer, nearest.getFirst());
  }

  private Optional<ByteSlice> sectionAt(Trailer trailer, long at) throws IOException {
    int length = HeadImage.sectionEnd(trailer.number(), trailer.shape().sections())
        - HeadImage.sectionStart(trailer.number());
    ByteSlice bytes = image.read(at, length).bytes();
    return bytes.length() < length
        ? Optional.empty()
        : FoundSection.endingAt(bytes, length)
            .filter(section -> section.trailer().equals(trailer))
            .map(FoundSection::bytes);
  }

  /// The object from its cells.
  ///
  /// @param positions of its cells in the image, −1 where not known
  Made fromCells(Known object, Fragmented head, long[] positions) throws IOException {
    long[] all = withLastCell(head, positions);
    ByteSlice rendered = rendered(head, all);
    Optional<Made> made = made(object, new StoredBytes(rendered, List.of()));
    if (made.isEmpty()) {
      // A sector may have a cell's CRC by chance; one that stands in a row with others does not.
      made = made(object, new StoredBytes(rendered(head, inRows(head, all)), List.of()));
    }
    long missing = missing(head, all);
    return made.isPresent()
        ? new Made(made.get().bytes(), missing, missing > 0 ? State.REPAIRED : State.WHOLE)
        : new Made(rendered, missing, State.PARTIAL);
  }

  private static long missing(Fragmented head, long[] positions) {
    CellCrcs crcs = head.crcs();
    int zero = Crc32.of(new byte[head.grid().cellSize()], 0, head.grid().cellSize());
    long missing = 0;
    for (int cell = 0; cell < positions.length; cell++) {
      missing += positions[cell] < 0 && crcs.get(cell) != zero ? 1 : 0;
    }
    return missing;
  }

  private static long[] inRows(Fragmented head, long[] positions) {
    int size = head.grid().cellSize();
    long[] kept = positions.clone();
    for (int cell = 0; cell < positions.length; cell++) {
      boolean before = cell > 0 && positions[cell - 1] == positions[cell] - size;
      boolean behind =
          cell + 1 < positions.length && positions[cell + 1] == positions[cell] + size;
      kept[cell] = before || behind ? positions[cell] : -1;
    }
    return kept;
  }

  /// The sector that has the end of the payload has a tar header as well: where that is, the cell is.
  private long[] withLastCell(Fragmented head, long[] positions) throws IOException {
    CellGrid grid = head.grid();
    int last = grid.dataCells() - 1;
    if (last < 0 || positions[last] >= 0) {
      return positions;
    }
    HeadLayout layout = head.layout();
    int inFile = layout.payloadOffset() + last * grid.cellSize();
    int length = layout.payloadLength() - last * grid.cellSize();
    long[] found = positions.clone();
    for (long header : scan.secondHeaders(layout)) {
      long at = header - (layout.secondHeaderOffset() - inFile);
      ByteSlice bytes = at < 0 ? ByteSlice.EMPTY : image.read(at, length).bytes();
      byte[] cell = new byte[grid.cellSize()];
      bytes.copyTo(cell, 0);
      if (Crc32.of(cell, 0, cell.length) == head.crcs().get(last)) {
        found[last] = at;
      }
    }
    return found;
  }

  /// The object with zeros for cells whose position is not known.
  private ByteSlice rendered(Fragmented head, long[] positions) throws IOException {
    CellGrid grid = head.grid();
    byte[] payload = new byte[head.layout().payloadLength()];
    byte[] parity = new byte[head.layout().parityLength()];
    int size = grid.cellSize();
    int cell = 0;
    while (cell < positions.length) {
      boolean data = cell < grid.dataCells();
      int end = cell + 1;
      int limit = Math.min(data ? grid.dataCells() : positions.length,
          cell + MOST_RUN_BYTES / size);
      while (positions[cell] >= 0 && end < limit && positions[end] == positions[end - 1] + size) {
        end++;
      }
      if (positions[cell] >= 0) {
        byte[] into = data ? payload : parity;
        int at = (data ? cell : cell - grid.dataCells()) * size;
        int length = Math.min((end - cell) * size, into.length - at);
        image.read(positions[cell], length).bytes().copyTo(into, at);
      }
      cell = end;
    }
    return ByteSlice.of(ObjectRenderer.render(head.found().head(), head.found().message(),
        ByteSlice.of(payload), ByteSlice.of(parity)));
  }
}
