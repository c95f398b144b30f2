package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.Field;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The last word of a finished band: format-spec/75-band.md.
///
/// @param head what the band head says
/// @param headSha256 object SHA-256 of `head.tar`
/// @param ended when the backup ended
/// @param sumsSha256 SHA-256 of the file SHA256SUMS
/// @param indexRoot where the index begins
/// @param objects what the band wrote
/// @param storedBytes bytes of all objects that the band wrote, tails not counted
/// @param groups the band's groups in order
/// @param refers groups of other bands that the index refers to
/// @param seen newest tails that the writer knew
public record BandTail(BandHead head, ByteSlice headSha256, Instant ended, ByteSlice sumsSha256,
    IndexRootLine indexRoot, ObjectCounts objects, long storedBytes, List<GroupLine> groups,
    List<ForeignGroups> refers, List<SheetReference> seen) {
  /// Numbers of objects that a band wrote.
  public record ObjectCounts(int blocks, int indexObjects, int parityObjects) {}

  private static final List<String> ORDER = List.of("dura-tail", "archive", "band", "sequence",
      "requires", "parent", "takes-over", "profile", "started", "ended", "head", "sums",
      "index-root", "objects", "stored", "group", "refers", "seen");

  public BandTail {
    groups = List.copyOf(groups);
    refers = List.copyOf(refers);
    seen = List.copyOf(seen);
  }

  /// What of this tail holds for the rest of a pruned band: the groups that are kept, and the
  /// SHA256SUMS of these.
  public BandTail keeping(GroupNumbers keeps, ByteSlice keptSumsSha256) {
    return new BandTail(head, headSha256, ended, keptSumsSha256, indexRoot, objects, storedBytes,
        groups.stream().filter(group -> keeps.has(group.number())).toList(), refers, seen);
  }

  /// The tail as text, not yet signed.
  public ByteSlice render() {
    var sheet = new Sheet.Builder().add(ORDER.getFirst(), "1");
    head.addCommon(sheet);
    return sheet.add("ended", SheetTime.render(ended))
        .add("head", headSha256.toHex(), BandHead.text(head.render()))
        .add("sums", sumsSha256.toHex())
        .add("index-root", indexRoot.render())
        .add("objects",
            objects.blocks() + " " + objects.indexObjects() + " " + objects.parityObjects())
        .add("stored", Long.toString(storedBytes))
        .addAll("group", groups.stream().map(GroupLine::render).toList())
        .addAll("refers", refers.stream().map(ForeignGroups::render).toList())
        .addAll("seen", seen.stream().map(SheetReference::render).toList())
        .build()
        .render();
  }

  /// The tail that `text` holds, its signature taken off.
  ///
  /// @throws IllegalSheet where it is none, or contradicts itself
  public static BandTail parse(ByteSlice text) throws IllegalSheet {
    Sheet sheet = Sheet.parse(text);
    sheet.requireForm(ORDER);
    Field headField = sheet.field("head");
    BandHead head = BandHead.parse(ByteSlice.utf8(headField.quoted()));
    if (!BandHead.common(sheet, head.archiveHeader()).equals(head)) {
      throw new IllegalSheet("the tail and the head it quotes disagree");
    }
    List<String> counts = SheetFields.words(sheet.one("objects"), 3);
    return new BandTail(head, SheetFields.hex(headField.value(), Sha256.LENGTH),
        SheetTime.parse(sheet.one("ended")), SheetFields.hex(sheet.one("sums"), Sha256.LENGTH),
        IndexRootLine.parse(sheet.one("index-root")),
        new ObjectCounts(count(counts.get(0)), count(counts.get(1)), count(counts.get(2))),
        SheetFields.number(sheet.one("stored"), Long.MAX_VALUE), groups(sheet),
        ForeignGroups.parse(sheet.values("refers")), SheetReference.parse(sheet.values("seen")));
  }

  private static int count(String text) throws IllegalSheet {
    return (int) SheetFields.number(text, Limits.MAX_OBJECT_NUMBER + 1L);
  }

  private static List<GroupLine> groups(Sheet sheet) throws IllegalSheet {
    var groups = new ArrayList<GroupLine>();
    for (String text : sheet.values("group")) {
      GroupLine line = GroupLine.parse(text);
      if (line.number() != groups.size()) {
        throw new IllegalSheet("group " + line.number() + " stands at place " + groups.size());
      }
      groups.add(line);
    }
    return groups;
  }
}
