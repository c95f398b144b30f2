package dura.codec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.StoredBytes;
import dura.spec.ObjectId;
import dura.spec.RedundancyProfile;
import dura.testdata.Damage;
import dura.testdata.VectorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Vectors of the object layer (`testdata/vectors/object`): stored bytes, and what every reader must make
/// of them. `expect` is `intact`, `mended`, `lost` (the payload is beyond the inner code) or `absent` (no
/// object of that identity). Other readers of the format can run them as well. Written anew, while the
/// format is not frozen, by `mvn test -Dtest=VectorsTest -Ddura.vectors.rewrite=true`.
class VectorsTest {
  private static final Path FOLDER = Path.of("..", "testdata", "vectors", "object");
  private static final SampleObjects.Recipe BLOCK = SampleObjects.block(3000,
      RedundancyProfile.STANDARD);

  /// What was done to the object of each vector.
  private static Map<String, Damage> cases() {
    int length = BLOCK.encode().bytes().length();
    var cases = new TreeMap<String, Damage>();
    cases.put("intact", new Damage.Nothing());
    cases.put("first-head-flipped", new Damage.FlipAt(700, 1));
    cases.put("first-head-zeroed", new Damage.Zero(0, 4096));
    cases.put("two-heads-zeroed", new Damage.Both(new Damage.Zero(0, 4096),
        new Damage.Zero(length - 4608, 4608)));
    cases.put("payload-sector-zeroed", new Damage.Zero(4096, 4096));
    cases.put("parity-sector-zeroed", new Damage.Zero(12_288, 4096));
    cases.put("payload-and-parity-zeroed", new Damage.Zero(4096, length - 8704));
    cases.put("tar-header-altered", new Damage.FlipAt(100, 4));
    cases.put("cut-behind-payload", new Damage.Truncate(8192));
    cases.put("cut-to-nothing", new Damage.Truncate(0));
    cases.put("extended", new Damage.Extend(1, 100));
    cases.put("shifted", new Damage.Shift(1, 0, 512));
    cases.put("all-heads-zeroed", new Damage.Both(new Damage.Zero(0, 4096),
        new Damage.Both(new Damage.Zero(7168, 5120), new Damage.Zero(length - 4608, 4608))));
    return cases;
  }

  @TestFactory
  List<DynamicTest> everyVectorIsReadAsItSays() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted()
          .map(path -> DynamicTest.dynamicTest(path.getFileName() + "", () -> check(path)))
          .toList();
    }
  }

  private static void check(Path path) throws IOException {
    VectorFile vector = VectorFile.parse(Files.readAllBytes(path));
    ObjectChecker.Checked checked = read(vector.value("archive"), vector.value("path"),
        vector.body());
    assertEquals(vector.value("expect"), verdict(checked));
    assertEquals(vector.value("alarms"), alarms(checked));
    checked.mended()
        .ifPresent(
            mended -> assertEquals(vector.value("sha256"), Sha256.of(mended).toHex()));
  }

  @Test
  void vectorsAreThoseOfTheEncoder() throws IOException {
    String sha256 = BLOCK.encode().sha256().toHex();
    for (var named : cases().entrySet()) {
      byte[] body = named.getValue().of(BLOCK.encode().bytes().toByteArray());
      String archive = BLOCK.expectation().archiveId().orElseThrow().toHex();
      String path = BLOCK.expectation().path();
      ObjectChecker.Checked checked = read(archive, path, body);
      var header = new LinkedHashMap<String, String>();
      header.put("layer", "object");
      header.put("done", named.getValue().toString());
      header.put("archive", archive);
      header.put("path", path);
      header.put("sha256", sha256);
      header.put("expect", verdict(checked));
      header.put("alarms", alarms(checked));
      byte[] file = new VectorFile(header, body).render();
      Path kept = FOLDER.resolve(named.getKey() + ".vec");
      if (Boolean.getBoolean("dura.vectors.rewrite")) {
        Files.createDirectories(FOLDER);
        Files.write(kept, file);
      }
      assertTrue(Files.exists(kept), kept + " is missing");
      assertEquals(ByteSlice.of(file), ByteSlice.of(Files.readAllBytes(kept)), named.getKey());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertEquals(cases().size(), files.count(), "vectors without a case");
    }
  }

  private static ObjectChecker.Checked read(String archive, String path, byte[] body) {
    var expected = new Expectation(path, Optional.of(ByteSlice.hex(archive)),
        ObjectId.ofPath(path));
    return ObjectChecker.check(expected, StoredBytes.whole(body));
  }

  private static String verdict(ObjectChecker.Checked checked) {
    return switch (checked.decoded()) {
      case DecodedObject.Good _ -> checked.mended().isPresent() ? "mended" : "intact";
      case DecodedObject.Lost _ -> "lost";
      case DecodedObject.Absent _ -> "absent";
    };
  }

  private static String alarms(ObjectChecker.Checked checked) {
    return checked.alarms().isEmpty()
        ? "none"
        : checked.alarms()
            .stream()
            .map(alarm -> alarm.code().word())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
  }
}
