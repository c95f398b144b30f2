package dura.codec.envelope;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadCodec.IllegalHead;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadImage.Trailer;
import dura.codec.head.HeadLayout;
import dura.proto.ObjectHead;
import java.util.List;
import java.util.Optional;

/// A section of a head that was found by itself, in bytes of which nothing else is known: its CRC
/// proves it (format-spec/20-head.md).
///
/// @param trailer what it says of itself
/// @param start where it begins in the bytes that were searched
/// @param bytes all of it, trailer included
public record FoundSection(Trailer trailer, int start, ByteSlice bytes) {
  /// What the first section of an image tells.
  ///
  /// @param head its fields 1 to 14 at least
  /// @param layout of the object
  public record Start(ObjectHead head, HeadLayout layout) {}

  /// The section that ends at `end`, where there is a good one.
  ///
  /// @param end at least [HeadImage#TRAILER], at most the length of `bytes`
  public static Optional<FoundSection> endingAt(ByteSlice bytes, int end) {
    return HeadImage.trailerEndingAt(bytes, end).flatMap(trailer -> {
      int sections = trailer.shape().sections();
      int start = end - HeadImage.sectionEnd(trailer.number(), sections)
          + HeadImage.sectionStart(trailer.number());
      if (start < 0) {
        return Optional.empty();
      }
      ByteSlice section = bytes.slice(start, end);
      return HeadImage.good(section)
          ? Optional.of(new FoundSection(trailer, start, section))
          : Optional.empty();
    });
  }

  /// What it tells, where it is the first section of a legal head.
  public Optional<Start> head() {
    if (trailer.number() != 0) {
      return Optional.empty();
    }
    try {
      ObjectHead head = HeadCodec.decodeStart(HeadImage.messageStart(bytes, trailer.shape()));
      return Optional.of(new Start(head, HeadLayout.of(head, trailer.shape().sections())));
    } catch (IllegalHead _) {
      return Optional.empty();
    }
  }

  /// The head that all sections of an image make, where they make a legal one.
  ///
  /// @param sections in order
  public static Optional<HeadFinder.Found> join(List<ByteSlice> sections) {
    byte[] front = new byte[HeadImage.SECTOR * sections.size()];
    for (int i = 0; i < sections.size(); i++) {
      sections.get(i).copyTo(front, HeadLayout.TAR_HEADER + HeadImage.sectionStart(i));
    }
    return HeadFinder.find(ByteSlice.of(front));
  }
}
