package dura.band.run;

import dura.band.machine.BandGroups;
import dura.band.model.BandHead;
import dura.band.model.Descriptions;
import dura.band.model.IndexHunk;
import dura.band.model.SheetReference;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An interrupted band of the same sources, all of whose objects the next one takes over
/// (format-spec/75-band.md, "Interrupted bands").
///
/// @param head of the band
/// @param root of its newest checkpoint
/// @param closed its groups of which every object is there
/// @param blocks all of its blocks that are there, in order
record Interrupted(BandHead head, IndexHunk.Root root, BandGroups closed, List<ObjectId> blocks) {
  /// What stands in the folders of bands, looked up once.
  static final class Listings {
    private final Store store;
    private final Map<String, Set<ObjectId>> listed = new HashMap<>();

    Listings(Store store) {
      this.store = store;
    }

    boolean has(ObjectId id) {
      return id.band()
          .filter(band -> list(band, id.name().text().charAt(0)).contains(id))
          .isPresent();
    }

    private Set<ObjectId> list(BandName band, char letter) {
      return listed.computeIfAbsent(band + "/" + letter, _ -> {
        try {
          return new HashSet<>(ObjectFolders.list(store, band, letter));
        } catch (IOException _) {
          // What cannot be listed is not referred to.
          return Set.of();
        }
      });
    }
  }

  /// What is left of `band`, which has the checkpoint `root`; empty where there is nothing to take over.
  static Optional<Interrupted> of(ArchiveReader archive, BandInfo band, IndexHunk.Root root,
      Listings listings) throws IOException {
    List<ObjectId> blocks = ObjectFolders.list(archive.store(), band.name(), 'd');
    return blocks.isEmpty()
        ? Optional.empty()
        : band.head()
            .filter(head -> head.requires().isEmpty())
            .map(head -> new Interrupted(head, root,
                archive.groups(band.name()).closed(listings::has), blocks));
  }

  /// The object SHA-256 of a block as the list of a closed group has it.
  Optional<ByteSlice> listed(ObjectId block) {
    return closed.lists()
        .values()
        .stream()
        .flatMap(List::stream)
        .filter(line -> line.object().equals(block))
        .map(Sums.Line::sha256)
        .findFirst();
  }

  BandName name() {
    return head.band();
  }

  /// Files that changed at this time or later may have changed again after they were read.
  long trustedBefore() {
    return head.started().getEpochSecond() - 1;
  }

  /// The band as the head of the one that takes it over names it.
  SheetReference reference() {
    return new SheetReference(name(), Descriptions.bandHead(head).sha256());
  }
}
