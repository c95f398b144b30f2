package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.EncodedObject;
import dura.proto.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The dumps of objects that are always the same bytes, as files to be read. After a wanted change
/// `mvn test -Ddump.golden=write` writes them anew; the difference is for the reviewer.
class DumpGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/dura/tools/dump");

  @TestFactory
  Stream<DynamicTest> intactObjects() {
    return Samples.all()
        .entrySet()
        .stream()
        .map(sample -> DynamicTest.dynamicTest(sample.getKey(),
            () -> check(sample.getKey(), sample.getValue().bytes(), 0)));
  }

  @Test
  void damagedBlock() throws IOException {
    byte[] bytes = Samples.block(Compression.ZSTD).bytes().toByteArray();
    bytes[100] ^= 1; // mode of the first tar header
    bytes[600] ^= 1; // text of the first head
    bytes[5000] ^= 1; // payload
    check("block-damaged", ByteSlice.of(bytes), 4);
  }

  @Test
  void cutOffBlock() throws IOException {
    ByteSlice whole = Samples.block(Compression.ZSTD).bytes();
    check("block-cut-off", whole.slice(0, 20_000), 9);
  }

  @Test
  void blockWithoutItsBeginning() throws IOException {
    ByteSlice whole = Samples.block(Compression.ZSTD).bytes();
    check("block-beginning-lost", whole.slice(4096, whole.length()), 31);
  }

  @Test
  void noObject() throws IOException {
    check("nothing", ByteSlice.utf8("hello"), 1);
  }

  private static void check(String name, ByteSlice bytes, long bad) throws IOException {
    Dumps.Shown shown = Dumps.show(Dumps.tree(bytes, Dumps.WITH_KEY), Hex.NONE);
    Path golden = FOLDER.resolve(name + ".txt");
    if ("write".equals(System.getProperty("dump.golden"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, shown.text());
    }
    assertEquals(Files.readString(golden), shown.text());
    assertEquals(bad, shown.bad());
  }

  /// The samples do not depend on when they are made.
  @Test
  void samplesAreDeterministic() {
    var first = Samples.all().values().stream().map(EncodedObject::sha256).toList();
    assertEquals(first, Samples.all().values().stream().map(EncodedObject::sha256).toList());
  }
}
