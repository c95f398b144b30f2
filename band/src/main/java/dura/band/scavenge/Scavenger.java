package dura.band.scavenge;

import dura.band.model.ArchiveHeader;
import dura.band.run.Monitor;
import dura.band.scavenge.ImageScan.Known;
import dura.band.scavenge.Pieces.Made;
import dura.band.scavenge.ScavengeTarget.Place;
import dura.band.scavenge.Scavenged.State;
import dura.band.store.DiskImage;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.head.HeadCodec;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.proto.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Finds objects in an image of a disk whose file system is gone, and writes them as an archive. A
/// first pass finds heads, and objects that lie in one piece; a second one looks for the cells of the
/// others, for as many at a time as fit into memory. Nothing is written to the image.
public final class Scavenger {
  private static final int WINDOW_BYTES = 4 << 20;

  private final DiskImage image;
  private final Monitor monitor;
  private final Consumer<Scavenged> results;
  private final ImageScan scan = new ImageScan();
  private final Pieces pieces;
  private final ScavengeTarget target;
  private final Map<State, Long> counts = new EnumMap<>(State.class);
  private long written;
  private long bytes;
  private long unreadable;

  /// Looks at a window, see [ImageScan#feed].
  private interface Look {
    void at(ByteSlice window, long at, int seen);
  }

  private Scavenger(DiskImage image, Store into, Monitor monitor, Consumer<Scavenged> results)
      throws IOException {
    this.image = image;
    this.monitor = monitor;
    this.results = results;
    this.pieces = new Pieces(image, scan);
    pass(scan::feed);
    this.target = new ScavengeTarget(into, archives() > 1);
  }

  /// Writes what `image` has of archives to `into`.
  ///
  /// @param results is told of every object of which something was found
  /// @throws IOException where the image cannot be read at all, or the target not be written
  public static ScavengeReport run(DiskImage image, Store into, Monitor monitor,
      Consumer<Scavenged> results) throws IOException {
    return new Scavenger(image, into, monitor, results).run();
  }

  private ScavengeReport run() throws IOException {
    var fragmented = new ArrayList<Known>();
    var headers = new ArrayList<Found>();
    for (Known object : scan.objects()) {
      var made = pieces.inOnePiece(object);
      if (made.isEmpty()) {
        fragmented.add(object);
      } else if (object.head().getKind() == ObjectKind.ARCHIVE_HEADER) {
        headers.add(new Found(object, made.get()));
      } else {
        write(object, made.get());
      }
    }
    // Of several archive headers the newest takes the place.
    headers.sort(Comparator.comparingInt(Found::generation).reversed());
    for (Found header : headers) {
      write(header.object(), header.made());
    }
    search(fragmented);
    return new ScavengeReport(bytes, unreadable, archives(),
        count(State.WHOLE) + count(State.REPAIRED), count(State.PARTIAL), count(State.HEAD_ONLY),
        written, !scan.isFull());
  }

  /// An archive header.
  private record Found(Known object, Made made) {
    int generation() {
      DecodedObject decoded = ObjectDecoder.decode(Expectation.ofFile(""),
          new StoredBytes(made.bytes(), List.of()));
      try {
        return decoded instanceof DecodedObject.Good good
            ? ArchiveHeader.parse(good.payload()).generation()
            : 0;
      } catch (IllegalSheet _) {
        return 0;
      }
    }
  }

  private int archives() {
    return (int) scan.objects()
        .stream()
        .map(object -> object.head().getArchiveId())
        .distinct()
        .count();
  }

  private long count(State state) {
    return counts.getOrDefault(state, 0L);
  }

  /// Shows all of the image to `look`, window by window.
  private void pass(Look look) throws IOException {
    long at = 0;
    int seen = 0;
    bytes = 0;
    unreadable = 0;
    while (true) {
      StoredBytes window = image.read(at, WINDOW_BYTES);
      if (window.length() <= seen) {
        return;
      }
      look.at(window.bytes(), at, seen);
      bytes = at + window.length();
      for (StoredBytes.Range range : window.unreadable()) {
        unreadable += Math.max(0, range.end() - Math.max(seen, range.start()));
      }
      monitor.event(new Monitor.Event.Progress(scan.objects().size(), bytes, -1, ""));
      int next = Math.max(0, window.length() - ImageScan.OVERLAP);
      at += next;
      seen = window.length() - next;
    }
  }

  /// Searches for the cells of objects, as many objects at a time as fit.
  private void search(List<Known> objects) throws IOException {
    var batch = new ArrayList<Known>();
    var heads = new ArrayList<Fragmented>();
    long cells = 0;
    for (Known object : objects) {
      var head = pieces.head(object);
      if (head.isEmpty()) {
        tell(object, State.HEAD_ONLY, 0, 0, new Place(target.path(object.head()), false));
        continue;
      }
      int count = head.get().grid().cells();
      if (cells + count > CellSearch.MOST_CELLS) {
        search(batch, heads);
        batch.clear();
        heads.clear();
        cells = 0;
      }
      batch.add(object);
      heads.add(head.get());
      cells += count;
    }
    search(batch, heads);
  }

  private void search(List<Known> objects, List<Fragmented> heads) throws IOException {
    if (objects.isEmpty()) {
      return;
    }
    var search = new CellSearch(heads);
    pass(search::feed);
    for (int i = 0; i < objects.size(); i++) {
      Made made = pieces.fromCells(objects.get(i), heads.get(i), search.positions(i));
      write(objects.get(i), made);
    }
  }

  private void write(Known object, Made made) throws IOException {
    long cells = HeadCodec.grid(object.head()).cells();
    if (made.missing() == cells && cells > 0) {
      tell(object, State.HEAD_ONLY, cells, cells, new Place(target.path(object.head()), false));
      return;
    }
    tell(object, made.state(), cells, made.missing(), target.put(object.head(), made.bytes()));
  }

  private void tell(Known object, State state, long cells, long missing, Place place) {
    counts.merge(state, 1L, Long::sum);
    written += place.written() ? 1 : 0;
    results.accept(new Scavenged(place.path(), state, cells, missing, place.written()));
    if (place.written()) {
      monitor.event(new Monitor.Event.ObjectStored(place.path(),
          object.layout().objectLength()));
    }
  }
}
