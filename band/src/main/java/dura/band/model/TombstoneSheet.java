package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet;
import dura.spec.BandName;
import java.time.Instant;

/// What stands in place of the tail of a band that was given up before it was finished:
/// format-spec/75-band.md.
///
/// @param archiveId of the archive
/// @param band its name
/// @param abandoned when it was given up
public record TombstoneSheet(ByteSlice archiveId, BandName band, Instant abandoned) {
  /// The sheet as text, not yet signed.
  public ByteSlice render() {
    return new Sheet.Builder().add("dura-tombstone", "1")
        .add("archive", archiveId.toHex())
        .add("band", band.toString())
        .add("abandoned", SheetTime.render(abandoned))
        .build()
        .render();
  }
}
