package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadCodec.IllegalHead;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Trailer;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the head of a stored object, however damaged: sections prove themselves by their CRC and
/// are put together from whichever copy has them (format-spec/20-head.md). Where the usual place
/// fails, every multiple of 512 is tried, so that cut and shifted files are read too.
public final class HeadFinder {
  private static final int STEP = HeadLayout.TAR_HEADER;

  /// A head that was found.
  ///
  /// @param head legal
  /// @param message its bytes as stored
  /// @param layout of the whole object
  public record Found(ObjectHead head, ByteSlice message, HeadLayout layout) {}

  /// A section with a good CRC.
  ///
  /// @param imageStart where the image that it belongs to begins in the bytes searched
  private record Section(Trailer trailer, int imageStart, ByteSlice bytes) {
    boolean sameShape(Section other) {
      return trailer.sections() == other.trailer.sections()
          && trailer.textBytes() == other.trailer.textBytes()
          && trailer.messageBytes() == other.trailer.messageBytes();
    }
  }

  private HeadFinder() {}

  /// The head of the object in `stored`, or empty where the three copies together give none.
  public static Optional<Found> find(ByteSlice stored) {
    return assemble(firstCopy(stored)).or(() -> {
      List<Section> sections = everySection(stored);
      // A payload can hold whole objects of another archive: what stands where this object's own
      // copies must be comes first.
      sections.sort(Comparator.comparingInt(section -> rank(section, stored.length())));
      for (Section leader : sections) {
        Optional<Found> found = assemble(sections.stream().filter(leader::sameShape).toList());
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    });
  }

  private static int rank(Section section, int length) {
    int lastImage = length - HeadLayout.TAR_END - HeadImage.length(section.trailer().sections());
    return section.imageStart() == STEP ? 0 : section.imageStart() == lastImage ? 1 : 2;
  }

  private static List<Section> firstCopy(ByteSlice stored) {
    var sections = new ArrayList<Section>();
    sectionEndingAt(stored, STEP + HeadImage.sectionEnd(0, 1))
        .or(() -> sectionEndingAt(stored, STEP + HeadImage.sectionEnd(0, 2)))
        .ifPresent(sections::add);
    int count = sections.isEmpty() ? 0 : sections.getFirst().trailer().sections();
    for (int number = 1; number < count; number++) {
      sectionEndingAt(stored, STEP + HeadImage.sectionEnd(number, count)).ifPresent(sections::add);
    }
    return sections;
  }

  private static List<Section> everySection(ByteSlice stored) {
    var sections = new ArrayList<Section>();
    for (int end = STEP; end <= stored.length(); end += STEP) {
      sectionEndingAt(stored, end).ifPresent(sections::add);
    }
    return sections;
  }

  private static Optional<Section> sectionEndingAt(ByteSlice stored, int end) {
    if (end > stored.length()) {
      return Optional.empty();
    }
    return HeadImage.trailerEndingAt(stored, end).flatMap(trailer -> {
      int imageStart = end - HeadImage.sectionEnd(trailer.number(), trailer.sections());
      int start = imageStart + HeadImage.sectionStart(trailer.number());
      if (start < 0) {
        return Optional.empty();
      }
      ByteSlice bytes = stored.slice(start, end);
      return HeadImage.good(bytes)
          ? Optional.of(new Section(trailer, imageStart, bytes))
          : Optional.empty();
    });
  }

  /// Puts sections of one shape together, the first of each number counting.
  private static Optional<Found> assemble(List<Section> sections) {
    if (sections.isEmpty()) {
      return Optional.empty();
    }
    Trailer shape = sections.getFirst().trailer();
    byte[] image = new byte[HeadImage.length(shape.sections())];
    var seen = new boolean[shape.sections()];
    int missing = shape.sections();
    for (Section section : sections) {
      int number = section.trailer().number();
      if (section.sameShape(sections.getFirst()) && !seen[number]) {
        section.bytes().copyTo(image, HeadImage.sectionStart(number));
        seen[number] = true;
        missing--;
      }
    }
    if (missing > 0) {
      return Optional.empty();
    }
    ByteSlice message = HeadImage.message(ByteSlice.of(image), shape);
    try {
      ObjectHead head = HeadCodec.decode(message);
      return Optional.of(new Found(head, message, HeadLayout.of(head, shape.sections())));
    } catch (IllegalHead e) {
      // Sections of something else, or of a format this code does not know: go on looking.
      return Optional.empty();
    }
  }
}
