package dura.band.run;

import com.google.protobuf.InvalidProtocolBufferException;
import dura.band.model.CheckpointSheet;
import dura.band.model.IndexHunk;
import dura.codec.bytes.ByteSlice;
import dura.proto.Hunk;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The newest checkpoint of a band that was interrupted (format-spec/75-band.md, "Interrupted bands").
///
/// @param object that ends with it
/// @param root what the index says so far
/// @param vouched whether a listed signer signed it, or none is listed
record Checkpoint(ObjectId object, IndexHunk.Root root, boolean vouched) {
  /// The newest checkpoint of `band` that can be read and is good enough.
  static Optional<Checkpoint> newest(ArchiveReader archive, BandName band,
      Predicate<Checkpoint> enough) throws IOException {
    List<ObjectId> objects = ObjectFolders.list(archive.store(), band, 'i');
    return objects.reversed()
        .stream()
        .flatMap(id -> archive.hunks()
            .ending(id)
            .map(ending -> new Checkpoint(id, ending.root(), isVouched(archive, band, ending)))
            .stream())
        .filter(enough)
        .findFirst();
  }

  private static boolean isVouched(ArchiveReader archive, BandName band,
      HunkReader.Ending ending) {
    if (archive.header().signers().isEmpty()) {
      return true;
    }
    try {
      Hunk hunk = Hunk.parseFrom(ending.raw().toByteString());
      ByteSlice text =
          CheckpointSheet.of(archive.header().id(), band, hunk).render();
      return archive.tails().isSigned(ByteSlice.of(hunk.getRoot().getCheckpoint()), text);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a hunk that was let through", e);
    }
  }
}
