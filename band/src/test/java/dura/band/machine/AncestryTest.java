package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.ArchivePath;
import dura.band.model.GroupSpan;
import dura.band.model.HunkPlace;
import dura.band.model.HunkReference;
import dura.band.model.IndexHunk;
import dura.band.model.IndexRootLine;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.GroupMember;
import dura.proto.GroupParity;
import dura.proto.IndexRoot;
import dura.spec.BandName;
import dura.spec.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What may be referred to (format-spec/75-band.md, "Building on other bands").
class AncestryTest {
  private static final ByteSlice HASH = Sha256.of(ByteSlice.utf8("hash"));

  private static BandName band(int number) {
    return BandName.of(number, number);
  }

  /// Group 0 of a band, with one index object; group 1, with one block.
  private static BandGroups groups(BandName band) {
    var heads = new ArrayList<GroupParity>();
    for (ObjectName member : List.of(ObjectName.index(0), ObjectName.block(0))) {
      heads.add(GroupParity.newBuilder()
          .setNumber(heads.size())
          .setParityObjects(1)
          .setNominalMembers(16)
          .addMember(GroupMember.newBuilder()
              .setObject(member.text())
              .setSha256(HASH.toByteString()))
          .build());
    }
    return BandGroups.of(band, Optional.empty(), Optional.empty()).with(heads);
  }

  private static HunkReference reference(int band, List<GroupSpan> groups) {
    return new HunkReference(ArchivePath.of("a"), new HunkPlace(band(band), 0, 0, 1, HASH), 1, 1,
        groups);
  }

  private static Ancestry ancestry(int bands, HunkReference tree) {
    var ancestry = new Ancestry.Builder();
    for (int number = 1; number <= bands; number++) {
      ancestry.add(band(number), groups(band(number)));
    }
    return ancestry.build(Optional.of(new Ancestry.PastRoot(
        new IndexRootLine(band(1), ObjectName.index(0), 0, 1, HASH),
        IndexRoot.getDefaultInstance(), tree)));
  }

  private static List<GroupSpan> spans(int bands, int group) {
    var spans = new ArrayList<GroupSpan>();
    for (int number = 1; number <= bands; number++) {
      spans.add(new GroupSpan(band(number), group, 1));
    }
    return spans;
  }

  private static boolean shares(Ancestry ancestry, HunkReference tree) {
    return ancestry.past(tree, new IndexHunk.Inner(List.of(tree))).shared();
  }

  @Test
  void indexObjectsOfSixtyFourBandsAreEnough() {
    HunkReference few = reference(1, spans(64, 0));
    assertTrue(shares(ancestry(70, few), few));
    HunkReference many = reference(1, spans(65, 0));
    assertFalse(shares(ancestry(70, many), many));
  }

  @Test
  void blocksMayBeOfAnyNumberOfBands() {
    HunkReference many = reference(1, spans(300, 1));
    assertTrue(shares(ancestry(300, many), many));
  }

  @Test
  void whatIsInNoKnownGroupIsNotReferredTo() {
    HunkReference tree = reference(1, spans(2, 0));
    assertTrue(shares(ancestry(2, tree), tree));
    assertFalse(shares(ancestry(1, tree), tree));
    HunkReference other = reference(1, List.of(new GroupSpan(band(1), 2, 1)));
    assertFalse(shares(ancestry(2, tree), other));
    assertTrue(ancestry(2, tree).groupOf(2, 0).isPresent());
    assertEquals(Optional.empty(), ancestry(2, tree).groupOf(2, 1));
    assertEquals(Optional.empty(), ancestry(2, tree).groupOf(3, 0));
  }
}
