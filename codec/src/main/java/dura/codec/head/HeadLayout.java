package dura.codec.head;

import dura.proto.ObjectHead;

/// Where the parts of a stored object lie: the table of format-spec/10-object.md. All offsets and
/// lengths in bytes.
///
/// @param sections S, sections of each head image
/// @param payloadLength N
/// @param parityLength W
/// @param rows R, rows of the inner code; 0 for an empty payload
/// @param prefix `DURA1/BAND/OBJECT/`
/// @param suffix of the payload's member
public record HeadLayout(int sections, int payloadLength, int parityLength, int rows, String prefix,
    String suffix) {
  /// Bytes of a tar header.
  public static final int TAR_HEADER = 512;

  /// Zero bytes that end a tar.
  public static final int TAR_END = 1024;

  /// The layout of an object with `head` in images of `sections` sections.
  public static HeadLayout of(ObjectHead head, int sections) {
    int length = (int) head.getPayloadLength();
    int k = head.getDataShards();
    int rows = k == 0 ? 0 : ceil(ceil(length, head.getCellSize()), k);
    return new HeadLayout(sections, length, head.getParityShards() * rows * head.getCellSize(),
        rows, "DURA1/" + HeadCodec.id(head) + "/", Suffix.of(head));
  }

  private static int ceil(int a, int b) {
    return (int) (((long) a + b - 1) / b);
  }

  /// Bytes of a head image.
  public int imageLength() {
    return HeadImage.length(sections);
  }

  /// P.
  public int payloadOffset() {
    return HeadImage.SECTOR * sections;
  }

  /// Q: tar header of the second head.
  public int secondHeaderOffset() {
    return payloadOffset() + ceil(payloadLength, TAR_HEADER) * TAR_HEADER;
  }

  /// F: line feeds before the second image.
  public int fillLength() {
    return Math.floorMod(-secondHeaderOffset(), HeadImage.SECTOR);
  }

  /// A.
  public int parityOffset() {
    return secondHeaderOffset() + fillLength() + HeadImage.SECTOR * sections;
  }

  /// Where head image `copy` (0, 1, 2) begins.
  public int imageOffset(int copy) {
    return switch (copy) {
      case 0 -> TAR_HEADER;
      case 1 -> secondHeaderOffset() + TAR_HEADER + fillLength();
      case 2 -> parityOffset() + parityLength + TAR_HEADER;
      default -> throw new IndexOutOfBoundsException(copy);
    };
  }

  /// Bytes of the stored object.
  public int objectLength() {
    return imageOffset(2) + imageLength() + TAR_END;
  }

  /// Name of the member that holds the payload.
  public String payloadMember() {
    return prefix + "payload" + suffix;
  }
}
