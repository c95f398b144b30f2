package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadCodec.IllegalHead;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Shape;
import dura.codec.head.HeadImage.Trailer;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import dura.spec.Limits;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the head of a stored object, however damaged (format-spec/20-head.md, "Reading").
///
/// Sections prove themselves by their CRC. A good first section says what object it belongs to and
/// where its three images lie; the other sections are taken from there, each from whichever copy has
/// it. So sections of another object never get in, though a payload may hold whole objects.
public final class HeadFinder {
  private static final int STEP = HeadLayout.TAR_HEADER;
  private static final int COPIES = 3;

  /// How many heads are put together at most for one file: an intact file needs one, a damaged one
  /// a few; what has more was made to keep readers busy.
  private static final int MOST_TRIES = 64;

  /// A head that was found.
  ///
  /// @param head legal
  /// @param message its bytes as stored
  /// @param layout of the whole object
  /// @param origin where in the file the object begins: 0 but in files that lost or gained bytes in
  ///     front; negative where its beginning is not there
  public record Found(ObjectHead head, ByteSlice message, HeadLayout layout, int origin) {}

  /// A first section with a good CRC and legal contents.
  ///
  /// @param imageStart where the image that it belongs to begins in the file
  /// @param head its fields 1 to 14 at least
  private record Start(int imageStart, Shape shape, ObjectHead head, HeadLayout layout) {
    /// Where the object begins if the section is of copy `copy`.
    int origin(int copy) {
      return imageStart - layout.imageOffset(copy);
    }
  }

  private HeadFinder() {}

  /// The best head of the object that begins where the file begins, or empty where its three copies
  /// together give none.
  public static Optional<Found> find(ByteSlice stored) {
    return inPlace(stored, _ -> true).findFirst();
  }

  /// Heads of objects that begin where the file begins, best first. There are several only where
  /// somebody made copies that differ.
  ///
  /// @param wanted whether a head, of which fields 1 to 14 are there, is worth looking at
  public static Stream<Found> inPlace(ByteSlice stored, Predicate<ObjectHead> wanted) {
    return starts(stored).filter(start -> wanted.test(start.head()))
        .flatMap(start -> copies().filter(copy -> start.origin(copy) == 0)
            .mapToObj(copy -> new Place(start, copy)))
        .limit(MOST_TRIES)
        .flatMap(place -> place.assemble(stored).stream())
        .distinct();
  }

  /// Heads of objects that begin elsewhere: of files that lost or gained bytes, or of objects that
  /// a payload holds. Only who knows which object it wants can tell these apart.
  ///
  /// @param wanted whether a head, of which fields 1 to 14 are there, is worth looking at
  public static Stream<Found> elsewhere(ByteSlice stored, Predicate<ObjectHead> wanted) {
    return starts(stored).filter(start -> wanted.test(start.head()))
        .flatMap(start -> copies().filter(copy -> start.origin(copy) != 0)
            .filter(copy -> -start.origin(copy) <= stored.length())
            .mapToObj(copy -> new Place(start, copy)))
        .limit(MOST_TRIES)
        .flatMap(place -> place.assemble(stored).stream())
        .distinct();
  }

  private static IntStream copies() {
    return IntStream.range(0, COPIES).map(i -> COPIES - 1 - i);
  }

  /// Good first sections: that of the first copy, then all from the end of the file on, so that what
  /// stands behind a payload comes before what the payload holds.
  private static Stream<Start> starts(ByteSlice stored) {
    int last = stored.length() / STEP;
    Stream<Start> usual = IntStream.of(1, 2)
        .mapToObj(sections -> startEndingAt(stored, STEP + HeadImage.sectionEnd(0, sections)))
        .flatMap(Optional::stream)
        .filter(start -> start.imageStart() == STEP);
    return Stream.concat(usual, IntStream.range(0, last)
        .mapToObj(i -> startEndingAt(stored, (last - i) * STEP))
        .flatMap(Optional::stream));
  }

  private static Optional<Start> startEndingAt(ByteSlice stored, int end) {
    if (end > stored.length()) {
      return Optional.empty();
    }
    return HeadImage.trailerEndingAt(stored, end)
        .filter(trailer -> trailer.number() == 0)
        .flatMap(trailer -> {
          Shape shape = trailer.shape();
          int imageStart = end - HeadImage.sectionEnd(0, shape.sections());
          return section(stored, imageStart, trailer)
              .flatMap(section -> start(imageStart, shape, section));
        });
  }

  private static Optional<Start> start(int imageStart, Shape shape, ByteSlice section) {
    try {
      ObjectHead head = HeadCodec.decodeStart(HeadImage.messageStart(section, shape));
      return Optional
          .of(new Start(imageStart, shape, head, HeadLayout.of(head, shape.sections())));
    } catch (IllegalHead e) {
      // Of something else, or of a format that this code does not know: go on looking.
      return Optional.empty();
    }
  }

  /// The section with `trailer` of the image that begins at `imageStart`, if it is good.
  private static Optional<ByteSlice> section(ByteSlice stored, int imageStart, Trailer trailer) {
    int from = imageStart + HeadImage.sectionStart(trailer.number());
    int to = imageStart + HeadImage.sectionEnd(trailer.number(), trailer.shape().sections());
    if (from < 0 || to > stored.length()) {
      return Optional.empty();
    }
    return HeadImage.trailerEndingAt(stored, to)
        .filter(trailer::equals)
        .map(_ -> stored.slice(from, to))
        .filter(HeadImage::good);
  }

  /// A first section, taken for that of one of the copies.
  private record Place(Start start, int copy) {
    /// The head of the object, every section from the first copy that has it, this one before others.
    Optional<Found> assemble(ByteSlice stored) {
      Shape shape = start.shape();
      var sections = new ArrayList<ByteSlice>();
      for (int number = 0; number < shape.sections(); number++) {
        var trailer = new Trailer(number, shape);
        Optional<ByteSlice> section =
            IntStream.concat(IntStream.of(copy), IntStream.range(0, COPIES))
                .mapToObj(from -> section(stored, imageStart(from), trailer))
                .flatMap(Optional::stream)
                .findFirst();
        if (section.isEmpty()) {
          return Optional.empty();
        }
        sections.add(section.get());
      }
      ByteSlice message = HeadImage.message(sections, shape);
      try {
        ObjectHead head = HeadCodec.decode(message);
        var layout = HeadLayout.of(head, shape.sections());
        boolean whole = layout.equals(start.layout())
            && layout.objectLength() <= Limits.MAX_OBJECT_BYTES
            && HeadImage.shape(head, message.length()).filter(shape::equals).isPresent();
        return whole
            ? Optional.of(new Found(head, message, layout, start.origin(copy)))
            : Optional.empty();
      } catch (IllegalHead e) {
        return Optional.empty();
      }
    }

    private int imageStart(int otherCopy) {
      return start.origin(copy) + start.layout().imageOffset(otherCopy);
    }
  }
}
