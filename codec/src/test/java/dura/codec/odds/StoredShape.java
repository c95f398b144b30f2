package dura.codec.odds;

import com.google.protobuf.ByteString;
import dura.codec.erasure.CellGrid;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import java.util.Arrays;

/// The sectors of a stored object and what each holds, by the geometry of the program itself.
///
/// @param grid of the inner code
/// @param sections of each of the three head images
/// @param objectLength bytes of the stored object
/// @param rowOf for every sector the row whose cells it holds, or -1
/// @param cellsIn for every sector the cells in it, all of one row: one of 4096 or up to eight of 512 bytes
/// @param sectionOf for every sector the section of which it holds a copy, or -1
@SuppressWarnings("ArrayRecordComponent") // tables that nobody compares
record StoredShape(CellGrid grid, int sections, int objectLength, int[] rowOf, int[] cellsIn,
    int[] sectionOf) {
  static final int SECTOR = HeadImage.SECTOR;

  /// What a parity head says of a member, and the quoted archive header: about so many bytes.
  private static final int LISTED_BYTES = 90;

  private static final int HEADER_BYTES = 4000;

  /// The block that a writer makes of a payload.
  static StoredShape of(int payloadLength, RedundancyProfile profile) {
    return of(payloadLength, profile, 0);
  }

  /// A parity object of full groups of blocks like `member`.
  static StoredShape parityOf(StoredShape member, RedundancyProfile profile) {
    return of(member.objectLength, profile,
        HEADER_BYTES + LISTED_BYTES * profile.dataGroup().members());
  }

  private static StoredShape of(int payloadLength, RedundancyProfile profile, int groupBytes) {
    CellGrid grid = CellGrid.of(payloadLength, profile);
    ObjectHead head = head(grid, groupBytes);
    int sections = HeadImage.sections(head);
    HeadLayout layout = HeadLayout.of(head, sections);
    int sectors = Math.ceilDiv(layout.objectLength(), SECTOR);
    int[] rowOf = new int[sectors];
    int[] cellsIn = new int[sectors];
    int[] sectionOf = new int[sectors];
    Arrays.fill(rowOf, -1);
    Arrays.fill(sectionOf, -1);
    for (int cell = 0; cell < grid.cells(); cell++) {
      boolean data = cell < grid.dataCells();
      int offset = data
          ? layout.payloadOffset() + cell * grid.cellSize()
          : layout.parityOffset() + (cell - grid.dataCells()) * grid.cellSize();
      rowOf[offset / SECTOR] = grid.rowOf(cell);
      cellsIn[offset / SECTOR]++;
    }
    for (int copy = 0; copy < 3; copy++) {
      for (int section = 0; section < sections; section++) {
        int offset = layout.imageOffset(copy) + HeadImage.sectionStart(section);
        sectionOf[offset / SECTOR] = section;
      }
    }
    return new StoredShape(grid, sections, layout.objectLength(), rowOf, cellsIn, sectionOf);
  }

  /// A head as a block has it, with so many bytes more where it is one of a parity object.
  private static ObjectHead head(CellGrid grid, int groupBytes) {
    return ObjectHead.newBuilder()
        .setFormat(1)
        .setArchiveId(ByteString.copyFrom(new byte[16]))
        .setBand("b000001-aaaaaaaa")
        .setObject("d0000001")
        .setKind(ObjectKind.BLOCK)
        .setContent(Content.TAR)
        .setCompression(Compression.ZSTD)
        .setPayloadLength(grid.payloadLength())
        .setPayloadSha256(ByteString.copyFrom(new byte[32]))
        .setCellSize(grid.cellSize())
        .setDataShards(grid.dataShards())
        .setParityShards(grid.parityShards())
        .setCellCrc(ByteString.copyFrom(new byte[4 * grid.cells()]))
        .setArchiveHeader(ByteString.copyFrom(new byte[groupBytes]))
        .build();
  }

  /// The sector in which the payload begins.
  int firstCellSector() {
    return sections;
  }

  int sectors() {
    return rowOf.length;
  }

  /// Stored bytes that are not payload, as a share of the payload.
  double overhead() {
    return (double) (objectLength - grid.payloadLength()) / grid.payloadLength();
  }

  /// The cells of row `row` that every sector with some of it holds.
  int[] weights(int row) {
    int[] weights = new int[sectors()];
    int count = 0;
    for (int sector = 0; sector < sectors(); sector++) {
      if (rowOf[sector] == row) {
        weights[count++] = cellsIn[sector];
      }
    }
    return Arrays.copyOf(weights, count);
  }

  /// The longest run of bad sectors that the inner code repairs wherever in the object it begins.
  int burstSectors() {
    int sure = 0;
    int tooMany = sectors() + 1;
    while (sure + 1 < tooMany) {
      int middle = (sure + tooMany) / 2;
      if (survivesRuns(middle)) {
        sure = middle;
      } else {
        tooMany = middle;
      }
    }
    return sure;
  }

  private boolean survivesRuns(int length) {
    for (int from = 0; from + length <= sectors(); from++) {
      var bad = new BadSectors(this);
      for (int sector = from; sector < from + length; sector++) {
        bad.add(sector);
      }
      if (!bad.isRepairable()) {
        return false;
      }
    }
    return true;
  }
}
