package dura.codec.odds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The page of the odds says what the program computes: `tools/bench/survival.sh --write` makes it so.
class SurvivalCurvesTest {
  private static final Path PAGE = Path.of("../format-spec/55-odds.md");

  private final SurvivalCurves curves =
      new SurvivalCurves(SurvivalCurves.SEED, SurvivalCurves.TRIALS);

  @Test
  void thePageHasTheFormulasAndTheQuickTrials() throws IOException {
    assertOnPage(curves.quick(), 0);
  }

  @Test
  @Tag("long")
  void thePageHasTheOtherTrials() throws IOException {
    assertOnPage(curves.slow(),
        curves.quick().stream().mapToInt(t -> (int) t.lines().count()).sum());
  }

  private static void assertOnPage(List<Table> tables, int skipped) throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    int from = page.indexOf("Seed " + SurvivalCurves.SEED + ".") + 2 + skipped;
    List<String> expected = tables.stream().flatMap(Table::lines).toList();
    assertEquals(expected, page.subList(from, from + expected.size()));
  }
}
