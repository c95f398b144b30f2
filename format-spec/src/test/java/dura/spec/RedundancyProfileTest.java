package dura.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The tables of format-spec/50-erasure.md.
class RedundancyProfileTest {
  @Test
  void parityShards() {
    int[][] table = {
      // k, lean, standard, strong
      {1, 2, 2, 4},
      {2, 2, 3, 6},
      {3, 2, 3, 6},
      {4, 2, 4, 8},
      {16, 2, 4, 8},
      {17, 3, 5, 10},
      {32, 3, 5, 10},
      {33, 3, 6, 12},
      {64, 4, 7, 14},
      {128, 6, 11, 22},
      {192, 8, 15, 30},
      {193, 8, 16, 32},
      {208, 8, 16, 32},
      {224, 8, 16, 32},
    };
    for (int[] row : table) {
      assertEquals(0, RedundancyProfile.NONE.parityShards(row[0]));
      assertEquals(row[1], RedundancyProfile.LEAN.parityShards(row[0]), "lean " + row[0]);
      assertEquals(row[2], RedundancyProfile.STANDARD.parityShards(row[0]), "standard " + row[0]);
      assertEquals(row[3], RedundancyProfile.STRONG.parityShards(row[0]), "strong " + row[0]);
    }
  }

  @Test
  void smallParityShards() {
    for (int k = 1; k <= 64; k++) {
      assertEquals(0, RedundancyProfile.NONE.smallParityShards(k));
      assertEquals(8, RedundancyProfile.LEAN.smallParityShards(k));
      assertEquals(k <= 8 ? 8 : 16, RedundancyProfile.STANDARD.smallParityShards(k));
      assertEquals(k <= 8 ? 16 : 24, RedundancyProfile.STRONG.smallParityShards(k));
    }
  }

  @Test
  void groups() {
    assertEquals("48+0 16+0", groups(RedundancyProfile.NONE));
    assertEquals("48+1 16+2", groups(RedundancyProfile.LEAN));
    assertEquals("48+2 16+3", groups(RedundancyProfile.STANDARD));
    assertEquals("32+4 16+4", groups(RedundancyProfile.STRONG));
  }

  private static String groups(RedundancyProfile profile) {
    return shape(profile.dataGroup()) + " " + shape(profile.indexGroup());
  }

  private static String shape(RedundancyProfile.GroupShape shape) {
    return shape.members() + "+" + shape.parityObjects();
  }

  @Test
  void headerNamesLeadBack() {
    assertEquals("standard", RedundancyProfile.STANDARD.headerName());
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      assertEquals(Optional.of(profile), RedundancyProfile.ofHeaderName(profile.headerName()));
    }
    assertTrue(RedundancyProfile.ofHeaderName("STANDARD").isEmpty());
    assertTrue(RedundancyProfile.ofHeaderName("").isEmpty());
  }
}
