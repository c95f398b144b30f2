package dura.tools.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind of file of an archive x every harm x every command. What must come of it stands in
/// `damage-matrix.txt`, which says how to read it; what holds in every row, [Trial] checks.
class DamageMatrixTest {
  private static final int PART_WIDTH = 13;
  private static final int HARM_WIDTH = 24;

  @TempDir
  static Path home = Path.of("");

  private static SampleArchive plain = absent();
  private static SampleArchive withPassphrase = absent();

  @SuppressWarnings("NullAway") // made before all tests
  private static SampleArchive absent() {
    return null;
  }

  @BeforeAll
  static void makeArchives() throws IOException {
    plain = SampleArchive.plain(Files.createDirectory(home.resolve("plain")));
    withPassphrase =
        SampleArchive.withPassphrase(Files.createDirectory(home.resolve("passphrase")));
  }

  @Test
  void everyFileOfAnArchiveIsOfOneKind() {
    for (String path : withPassphrase.paths()) {
      assertEquals(1, Part.of(path).size(), path);
    }
    // Two bands of profile standard.
    assertEquals(4, Part.DATA_PARITY.in(withPassphrase.paths()).size());
    assertEquals(6, Part.INDEX_PARITY.in(withPassphrase.paths()).size());
    assertEquals(List.of(Part.values()),
        withPassphrase.paths()
            .stream()
            .map(path -> Part.of(path).getFirst())
            .distinct()
            .sorted()
            .toList());
  }

  @Test
  void theTableHasARowForEveryPartAndHarm() {
    assertEquals(
        Arrays.stream(Part.values())
            .flatMap(part -> Arrays.stream(Harm.values()).map(harm -> label(part, harm).strip()))
            .toList(),
        rows("").stream().map(row -> row.substring(0, PART_WIDTH + HARM_WIDTH).strip()).toList());
  }

  @ParameterizedTest
  @EnumSource
  void harmsHaveTheOutcomesOfTheTable(Part part) throws IOException {
    // Only a passphrase gives an archive a key file.
    SampleArchive sample = part == Part.KEY ? withPassphrase : plain;
    Path folder = Files.createDirectories(home.resolve(part.name()));
    String found = Arrays.stream(Harm.values())
        .parallel()
        .map(harm -> row(sample, part, harm, folder))
        .collect(Collectors.joining("\n"));
    assertEquals(String.join("\n", rows(part.name())), found);
  }

  private static String row(SampleArchive sample, Part part, Harm harm, Path folder) {
    try {
      Path own = Files.createDirectory(folder.resolve(harm.name()));
      return label(part, harm) + new Trial(sample, part, harm, own).row();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String label(Part part, Harm harm) {
    return String.format(Locale.ROOT, "%-" + PART_WIDTH + "s%-" + HARM_WIDTH + "s", part,
        harm.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /// Rows of the table that begin so.
  private static List<String> rows(String start) {
    try (
        InputStream in = Objects.requireNonNull(
            DamageMatrixTest.class.getResourceAsStream("damage-matrix.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(row -> !row.isEmpty() && !row.startsWith("#"))
          .filter(row -> start.isEmpty() || row.startsWith(start + " "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
