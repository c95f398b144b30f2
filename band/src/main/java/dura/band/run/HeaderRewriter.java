package dura.band.run;

import dura.band.model.ArchiveHeader;
import dura.band.model.Descriptions;
import dura.band.model.KeyBlock;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.ObjectId;
import dura.spec.RootFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

/// Puts a header of the next generation in place of an archive's (format-spec/80-archive.md,
/// "Rewriting").
public final class HeaderRewriter {
  private HeaderRewriter() {}

  /// The next generation of `header`, with one more signer.
  public static ArchiveHeader addSigner(ArchiveHeader header, KeyBlock signer) {
    var signers = new ArrayList<>(header.signers());
    signers.add(signer);
    return header.next(header.certificates(), signers, header.secretKey());
  }

  /// Replaces the copies one after the other: at any moment one of them is whole, and a reader takes
  /// the highest generation that is.
  ///
  /// @return whether the store can do so; if not, nothing was changed
  public static boolean rewrite(Store store, ArchiveHeader header, Monitor monitor)
      throws IOException {
    Optional<Store.Replacing> replacing = store.replacing();
    if (replacing.isEmpty()) {
      return false;
    }
    ByteSlice object = Descriptions.archiveHeader(header).bytes();
    for (String path : ObjectId.ARCHIVE.paths()) {
      replace(replacing.get(), path, object, monitor);
    }
    return true;
  }

  /// As [#rewrite] for a header with another secret key, whose convenience copy follows it.
  public static boolean rewriteKey(Store store, ArchiveHeader header, Monitor monitor)
      throws IOException {
    Optional<Store.Replacing> replacing = store.replacing();
    if (!rewrite(store, header, monitor) || replacing.isEmpty()) {
      return false;
    }
    Optional<KeyBlock> key = header.secretKey();
    if (key.isPresent()) {
      replace(replacing.get(), RootFile.KEY, ByteSlice.utf8(key.get().armored()), monitor);
    }
    return true;
  }

  private static void replace(
      Store.Replacing replacing, String path, ByteSlice bytes, Monitor monitor)
      throws IOException {
    replacing.replace(path, bytes);
    monitor.event(new Monitor.Event.ObjectStored(path, bytes.length()));
  }
}
