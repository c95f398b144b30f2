package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.band.model.BandHead;
import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.ClearVerdict;
import dura.codec.crypt.ClearVerifier;
import dura.codec.crypt.CryptException;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.proto.Content;
import dura.proto.ObjectKind;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the archive header: its copies, else the newest of those that bands carry
/// (format-spec/80-archive.md, "Opening an archive").
final class HeaderReader {
  private static final Pattern MAGIC = Pattern.compile("DURA([0-9]+)/");
  private static final int MAGIC_BYTES = 16;

  private final Store store;
  private final AlarmBook alarms;

  /// A header that was found.
  private record Copy(String path, ByteSlice payload, ArchiveHeader header) {}

  HeaderReader(Store store, AlarmBook alarms) {
    this.store = store;
    this.alarms = alarms;
  }

  /// The header that counts.
  ArchiveHeader read() throws IOException, ArchiveException, AbortedException {
    var noticed = new ArrayList<Alarm>();
    var copies = new ArrayList<Copy>();
    int there = 0;
    for (String path : ObjectId.ARCHIVE.paths()) {
      DecodedObject decoded = ObjectLoader.loadAt(store,
          new Expectation(path, Optional.empty(), Optional.of(ObjectId.ARCHIVE)));
      boolean missing = decoded.alarms()
          .stream()
          .anyMatch(alarm -> alarm.code() == AlarmCode.OBJECT_MISSING);
      there += missing ? 0 : 1;
      noticed.addAll(missing
          ? List.of(Alarm.of(AlarmCode.ARCHIVE_HEADER_MISSING, path))
          : decoded.alarms());
      if (decoded instanceof DecodedObject.Good good) {
        parse(path, good.payload()).ifPresent(copies::add);
      }
    }
    if (!copies.isEmpty()) {
      alarms.raise(noticed);
      return choose(copies);
    }
    refuseNewerFormat(store);
    List<BandName> bands = bands(store);
    if (there == 0 && bands.isEmpty()) {
      throw new ArchiveException(new ArchiveException.Reason.NotAnArchive(store.location()));
    }
    Optional<Copy> embedded = embedded(bands);
    if (embedded.isEmpty()) {
      throw new ArchiveException(new ArchiveException.Reason.NotAnArchive(store.location()));
    }
    alarms.raise(noticed);
    alarms.raise(Alarm.found(AlarmCode.ARCHIVE_HEADER_LOST, ObjectId.ARCHIVE.path(),
        "the one in " + embedded.get().path() + " is used"));
    return embedded.get().header();
  }

  private static Optional<Copy> parse(String path, ByteSlice payload) {
    try {
      return Optional.of(new Copy(path, payload, ArchiveHeader.parse(payload)));
    } catch (IllegalSheet _) {
      // The next copy may be one.
      return Optional.empty();
    }
  }

  /// The newest copy of the archive that most copies belong to.
  private ArchiveHeader choose(List<Copy> copies) throws AbortedException {
    var votes = new HashMap<ByteSlice, Integer>();
    copies.forEach(copy -> votes.merge(copy.header().id(), 1, Integer::sum));
    ByteSlice id = copies.stream()
        .map(copy -> copy.header().id())
        .max(Comparator.comparingInt(votes::get))
        .orElseThrow();
    Copy newest = copies.stream()
        .filter(copy -> copy.header().id().equals(id))
        .max(Comparator.comparingInt(copy -> copy.header().generation()))
        .orElseThrow();
    for (Copy copy : copies) {
      if (!copy.header().id().equals(id)) {
        alarms.raise(new Alarm(AlarmCode.ARCHIVE_FOREIGN, Location.of(copy.path()), id.toHex(),
            copy.header().id().toHex()));
      } else if (!copy.payload().equals(newest.payload())) {
        alarms.raise(new Alarm(AlarmCode.ARCHIVE_HEADER_DIFFERS, Location.of(copy.path()),
            "generation " + newest.header().generation(),
            "generation " + copy.header().generation()));
      }
    }
    return newest.header();
  }

  /// Bands that the archive's listing has, in order.
  static List<BandName> bands(Store store) throws IOException {
    return store.list("")
        .stream()
        .filter(Listed::directory)
        .flatMap(listed -> BandName.parse(listed.name()).stream())
        .sorted()
        .toList();
  }

  /// Refuses a place whose headers are of another format only: nothing there is known well enough to
  /// be read, or to be called damaged.
  static void refuseNewerFormat(Store store) throws ArchiveException {
    var formats = new ArrayList<String>();
    for (String path : ObjectId.ARCHIVE.paths()) {
      try {
        store.read(path, 0, MAGIC_BYTES)
            .map(start -> MAGIC.matcher(
                new String(start.bytes().toByteArray(), StandardCharsets.ISO_8859_1)))
            .filter(Matcher::lookingAt)
            .ifPresent(magic -> formats.add(magic.group(1)));
      } catch (IOException _) {
        // Of a file that cannot be read nothing is known.
      }
    }
    if (!formats.isEmpty() && !formats.contains("1")) {
      throw new ArchiveException(new ArchiveException.Reason.NewerFormat(store.location(),
          "DURA" + formats.getFirst()));
    }
  }

  /// The newest header that bands carry in their heads and tails, else in parity objects.
  private Optional<Copy> embedded(List<BandName> bands) throws IOException {
    Map<String, Copy> found = new HashMap<>();
    for (BandName band : bands) {
      for (ObjectName name : List.of(ObjectName.HEAD, ObjectName.TAIL, ObjectName.PRUNED)) {
        for (String path : ObjectId.of(band, name).paths()) {
          inside(path).ifPresent(copy -> found.put(path, copy));
        }
      }
    }
    if (found.isEmpty()) {
      for (BandName band : bands) {
        inParity(band).ifPresent(copy -> found.put(copy.path(), copy));
      }
    }
    return found.values()
        .stream()
        .max(Comparator.comparingInt((Copy copy) -> copy.header().generation())
            .thenComparing(Copy::path));
  }

  private Optional<Copy> inParity(BandName band) throws IOException {
    String directory = band + "/p";
    for (Listed number : store.list(directory)) {
      for (Listed file : store.list(directory + "/" + number.name())) {
        String path = directory + "/" + number.name() + "/" + file.name();
        Optional<Copy> copy =
            ObjectId.ofPath(path).isPresent() ? inside(path) : Optional.empty();
        if (copy.isPresent()) {
          return copy;
        }
      }
    }
    return Optional.empty();
  }

  /// The header that the object at `path` carries.
  private Optional<Copy> inside(String path) {
    Optional<ObjectId> id = ObjectId.ofPath(path);
    return switch (ObjectLoader.loadAt(store, new Expectation(path, Optional.empty(), id))) {
      case DecodedObject.Good good -> inside(path, good.found(), good.payload());
      case DecodedObject.Lost lost -> inside(path, lost.found(), ByteSlice.EMPTY);
      case DecodedObject.Absent _ -> Optional.empty();
    };
  }

  private static Optional<Copy> inside(String path, Found found, ByteSlice payload) {
    if (found.head().getKind() == ObjectKind.PARITY) {
      return parse(path, ByteSlice.of(found.head().getArchiveHeader()))
          .filter(copy -> copy.header().id().equals(ByteSlice.of(found.head().getArchiveId())));
    }
    try {
      ByteSlice sheet = found.head().getContent() == Content.SIGNED_SHEET
          ? signedText(payload)
          : payload;
      ByteSlice head = switch (found.head().getKind()) {
        case BAND_HEAD -> sheet;
        case BAND_TAIL -> quoted(sheet, "head");
        case PRUNED -> quoted(quoted(sheet, "tail"), "head");
        default -> ByteSlice.EMPTY;
      };
      return parse(path, BandHead.parse(head).archiveHeader())
          .filter(copy -> copy.header().id().equals(ByteSlice.of(found.head().getArchiveId())));
    } catch (IllegalSheet _) {
      // It carries none.
      return Optional.empty();
    }
  }

  private static ByteSlice quoted(ByteSlice sheet, String key) throws IllegalSheet {
    return ByteSlice.utf8(Sheet.parse(sheet).field(key).quoted());
  }

  /// The text of a cleartext signature, whoever made it: which signers count is what is being
  /// looked for.
  private static ByteSlice signedText(ByteSlice document) {
    try {
      return switch (ClearVerifier.of(List.of()).verify(document.toByteArray())) {
        case ClearVerdict.UnknownSigner unknown -> ByteSlice.utf8(unknown.text());
        case ClearVerdict.Good good -> ByteSlice.utf8(good.text());
        case ClearVerdict.Bad bad -> ByteSlice.utf8(bad.text());
        case ClearVerdict.Malformed _ -> ByteSlice.EMPTY;
      };
    } catch (CryptException e) {
      throw new IllegalStateException("no certificate, nothing to be wrong with it", e);
    }
  }
}
