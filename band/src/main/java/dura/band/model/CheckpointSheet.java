package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet;
import dura.proto.Hunk;
import dura.spec.BandName;

/// What a client signs to vouch for a checkpoint: format-spec/75-band.md, "Interrupted bands".
///
/// @param archiveId of the archive
/// @param band that the checkpoint is of
/// @param hunkSha256 SHA-256 of the root hunk as it is without the sheet
public record CheckpointSheet(ByteSlice archiveId, BandName band, ByteSlice hunkSha256) {
  /// The sheet about `hunk`, a root.
  public static CheckpointSheet of(ByteSlice archiveId, BandName band, Hunk hunk) {
    Hunk.Builder bare = hunk.toBuilder();
    bare.getRootBuilder().clearCheckpoint();
    return new CheckpointSheet(archiveId, band,
        Sha256.of(ByteSlice.of(bare.build().toByteArray())));
  }

  /// The sheet as text, not yet signed.
  public ByteSlice render() {
    return new Sheet.Builder().add("dura-checkpoint", "1")
        .add("archive", archiveId.toHex())
        .add("band", band.toString())
        .add("hunk", hunkSha256.toHex())
        .build()
        .render();
  }
}
