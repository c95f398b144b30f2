package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.ObjectRenderer;
import dura.codec.envelope.StoredBytes;
import dura.codec.erasure.CellGrid;
import dura.codec.erasure.CellSet;
import dura.codec.erasure.Shard;
import dura.codec.erasure.StripeEncoder;
import dura.codec.erasure.StripeRepair;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is known of a stored object sector by sector, however damaged: what its head and those cells
/// say that are good or that the inner code could repair (format-spec/50-erasure.md, "Both codes
/// together"). Nothing here is proven but by the SHA-256 of the whole object.
///
/// @param found the head that was taken
/// @param bytes of the whole object, as they must be in all sectors but those of `unknown`
/// @param unknown numbers of sectors of [#SECTOR] bytes, from the beginning of the object
public record ObjectSectors(Found found, ByteSlice bytes, BitSet unknown) {
  /// Bytes of a sector.
  public static final int SECTOR = 4096;

  /// The sectors of the object that `stored` is the rest of; empty where no head of it can be had.
  public static Optional<ObjectSectors> of(Expectation expected, StoredBytes stored) {
    return switch (ObjectDecoder.decode(expected, stored)) {
      case DecodedObject.Good good ->
          Optional.of(new ObjectSectors(good.found(), whole(good), new BitSet()));
      case DecodedObject.Lost lost ->
          Optional.of(partly(stored.seenFrom(lost.found().origin()), lost.found()));
      case DecodedObject.Absent _ -> Optional.empty();
    };
  }

  private static ByteSlice whole(DecodedObject.Good good) {
    Shard payload = ObjectEncoder.shard(good.payload());
    byte[] parity = StripeEncoder.parity(HeadCodec.grid(good.found().head()), payload);
    return render(good.found(), good.payload(), ByteSlice.of(parity));
  }

  private static ByteSlice render(Found found, ByteSlice payload, ByteSlice parity) {
    return ByteSlice.of(ObjectRenderer.render(found.head(), found.message(), payload, parity));
  }

  private static ObjectSectors partly(StoredBytes stored, Found found) {
    HeadLayout layout = found.layout();
    var parts = ObjectParts.of(stored, found);
    CellGrid grid = parts.grid();
    StripeRepair repair = parts.repair();
    BitSet unknown = new BitSet();
    unknownCells(grid, repair).forEach(cell -> {
      int index = cell - grid.dataCells();
      int offset = index < 0
          ? layout.payloadOffset() + cell * grid.cellSize()
          : layout.parityOffset() + index * grid.cellSize();
      unknown.set(offset / SECTOR);
    });
    return new ObjectSectors(found, render(found, slice(repair.payload()),
        slice(repair.parity())), unknown);
  }

  /// The cells that nothing is known of. Where no cell of the payload is lost and its SHA-256
  /// is wrong all the same, it is all of them. A cell that got its CRC by flipping a bit counts only where
  /// the others of its row, computed with it, got theirs as well: one in 130,000 bad cells is a
  /// flipped bit away from another cell of the same CRC.
  private static IntStream unknownCells(CellGrid grid, StripeRepair repair) {
    CellSet lost = repair.lost();
    if (lost.between(0, grid.dataCells()).isEmpty()) {
      return IntStream.range(0, grid.cells());
    }
    BitSet rows = new BitSet();
    lost.stream().map(grid::rowOf).forEach(rows::set);
    return IntStream.concat(lost.stream(),
        repair.bitFixed().stream().filter(cell -> rows.get(grid.rowOf(cell))));
  }

  private static ByteSlice slice(Shard shard) {
    return ByteSlice.of(shard.array(), shard.offset(), shard.length());
  }
}
