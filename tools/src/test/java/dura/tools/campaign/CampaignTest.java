package dura.tools.campaign;

import static dura.spec.RedundancyProfile.LEAN;
import static dura.spec.RedundancyProfile.NONE;
import static dura.spec.RedundancyProfile.STANDARD;
import static dura.spec.RedundancyProfile.STRONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.testdata.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short campaign: every damage once, in archives of the specification's pages and some noise.
/// `tools/bench/campaign.sh` runs a long one.
class CampaignTest {
  private static final Path PAGES = Path.of("../format-spec/rationale");

  private static final List<Specimen.Kind> KINDS = List.of(
      new Specimen.Kind("small", STANDARD, false), new Specimen.Kind("small", STANDARD, true),
      new Specimen.Kind("small", LEAN, false), new Specimen.Kind("small", STRONG, true),
      new Specimen.Kind("small", NONE, false));

  @TempDir
  Path work;

  @Test
  void everyDamageAtFixedSeedsAndSomeAtRandom() throws IOException {
    var campaign = new Campaign(work, Map.of("small", Folder.read(PAGES)), KINDS);
    int harms = Harm.values().length;
    for (int i = 0; i < harms; i++) {
      // Another archive for every damage.
      campaign.run(i + (long) harms * (i % KINDS.size()));
    }
    assertEquals(2 + harms, campaign.table().size());
    // Two objects swapped, without parity, across bands and within one.
    long swapped = List.of(Harm.values()).indexOf(Harm.SWAPPED);
    for (int turn = 0; turn < 3; turn++) {
      campaign.run(swapped + (long) harms * (4 + KINDS.size() * turn));
    }
    long first = System.nanoTime() >>> 8;
    for (long seed = first; seed < first + 3; seed++) {
      campaign.run(seed);
    }
  }

  /// A judge that never objects judges nothing: damage that the wreck does not own up to.
  @Test
  void aBrokenPromiseIsSeen() throws IOException {
    Specimen specimen = Specimen.make(KINDS.getFirst(),
        Folder.read(PAGES), Files.createDirectory(work.resolve("s")));
    var wreck = new Wreck(specimen);
    List<String> blocks = specimen.groups()
        .stream()
        .filter(Specimen.Group::isOfBlocks)
        .findFirst()
        .orElseThrow()
        .members();
    assertTrue(blocks.size() > 3, blocks.toString());
    blocks.subList(0, 3).forEach(path -> wreck.harm(path, new Damage.Garbage(1)));
    var seen = assertThrows(AssertionError.class, () -> new Trial(wreck, work).run(false));
    assertTrue(String.valueOf(seen.getMessage()).startsWith("not all is repaired: ["),
        seen::toString);
  }
}
