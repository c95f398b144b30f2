package dura.codec.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.SampleHeads;
import dura.codec.oracle.Program;
import dura.codec.pipeline.EncodedObject;
import dura.codec.pipeline.ObjectEncoder;
import dura.codec.pipeline.SampleObjects.Recipe;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What others make of an object: every tar lists and extracts it without a word on standard error,
/// and the commands that its head prints do what they say.
class EnvelopeOracleTest {
  private static final Program SH = new Program("sh", "dash");
  private static final Program TAR = new Program("tar", "tar");
  private static final Program PYTHON = new Program("python3", "python3");

  /// Lists and extracts every object `N.tar` into `N.list` and `N`.
  private static final String WITH_TAR = """
      set -e
      for file in *.tar; do
        mkdir "${file%.tar}"
        READER -tf "$file" > "${file%.tar}.list"
        READER -C "${file%.tar}" -xf "$file"
      done
      """;
  private static final String WITH_PYTHON = """
      import glob, tarfile, warnings
      warnings.simplefilter("ignore")
      for file in glob.glob("*.tar"):
        with tarfile.open(file, "r:") as archive, open(file[:-4] + ".list", "w") as out:
          for member in archive:
            assert member.isreg() and member.mode == 0o644 and member.mtime == 946684800
            assert member.uid == member.gid == 0 and not member.uname and not member.gname
            print(member.name, file=out)
          archive.errorlevel = 2
          archive.extractall(file[:-4])
      """;

  @TempDir
  Path dir;

  static Stream<Recipe> objects() {
    var all = new ArrayList<Recipe>();
    SampleHeads.descriptions()
        .values()
        .forEach(
            description -> all.add(new Recipe(description, 1000, 1, RedundancyProfile.STANDARD)));
    for (int length : new int[] {0, 1, 511, 512, 513, 4096, 40_000, 3_000_000}) {
      all.add(new Recipe(SampleHeads.block(69), length, length, RedundancyProfile.STANDARD));
    }
    all.add(new Recipe(SampleHeads.block(69), 70_000, 2, RedundancyProfile.NONE));
    all.add(new Recipe(SampleHeads.longDescription(300_000), 70_000, 3, RedundancyProfile.STRONG));
    return all.stream();
  }

  static Stream<Arguments> readers() {
    return Stream.of(
        Arguments.of(new Program("tar", "tar"), SH, WITH_TAR.replace("READER", "tar")),
        Arguments.of(new Program("bsdtar", "libarchive-tools"), SH,
            WITH_TAR.replace("READER", "bsdtar")),
        Arguments.of(new Program("busybox", "busybox-static"), SH,
            WITH_TAR.replace("READER", "busybox tar")),
        Arguments.of(PYTHON, PYTHON, WITH_PYTHON));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void membersAreListedAndExtracted(Program reader, Program interpreter, String script)
      throws IOException {
    // Started once by itself: if it is missing, this says which package it belongs to.
    reader.run(dir, new byte[0], "--help");
    List<Recipe> recipes = objects().toList();
    for (int i = 0; i < recipes.size(); i++) {
      Files.write(dir.resolve(i + ".tar"), recipes.get(i).encode().bytes().toByteArray());
    }
    quietly(interpreter, List.of("-c", script));
    for (int i = 0; i < recipes.size(); i++) {
      List<String> members = members(recipes.get(i));
      assertEquals(members, Files.readAllLines(dir.resolve(i + ".list")));
      checkExtracted(recipes.get(i), dir.resolve(Integer.toString(i)), members);
    }
  }

  private static void checkExtracted(Recipe recipe, Path out, List<String> members)
      throws IOException {
    try (Stream<Path> extracted = Files.walk(out)) {
      assertEquals(5, extracted.filter(Files::isRegularFile).count());
    }
    byte[] head = Files.readAllBytes(out.resolve(members.get(0)));
    assertArrayEquals(recipe.payload().toByteArray(),
        Files.readAllBytes(out.resolve(members.get(1))), recipe.toString());
    assertEquals(read(out.resolve(members.get(0))),
        read(out.resolve(members.get(2))).stripLeading());
    assertArrayEquals(head, Files.readAllBytes(out.resolve(members.get(4))));
    assertContains(recipe.encode().bytes(), Files.readAllBytes(out.resolve(members.get(3))));
  }

  private static List<String> members(Recipe recipe) {
    String prefix = "DURA1/" + SampleHeads.id(recipe.description()) + "/";
    ObjectHead head = recipe.description();
    String suffix = List.of("", ".tar", ".pb", ".txt", ".txt.asc", ".parity")
        .get(head.getContentValue())
        + List.of("", ".zst", ".gz", ".xz", ".bz2").get(head.getCompressionValue())
        + (head.getRecipientCount() > 0 ? ".gpg" : "");
    return List.of(prefix + "head1.txt", prefix + "payload" + suffix, prefix + "head2.txt",
        prefix + "parity", prefix + "head3.txt");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /// The parity member is the parity: 4096-aligned, behind the second head, and of its whole length.
  private static void assertContains(ByteSlice object, byte[] parity) {
    int third = object.length() - 1024 - image(object);
    int at = third - 512 - parity.length;
    assertEquals(0, at % 4096);
    assertEquals(ByteSlice.of(parity), object.slice(at, at + parity.length));
  }

  private static int image(ByteSlice object) {
    return Integer.parseInt(object.slice(124, 135).toUtf8(), 8);
  }

  private void quietly(Program program, List<String> arguments) {
    Program.Outcome outcome = program.run(dir, new byte[0], arguments.toArray(String[]::new));
    assertEquals("", outcome.stderr(), arguments.toString());
    assertEquals(0, outcome.exitCode(), arguments.toString());
  }

  @Test
  void printedCommandsDoWhatTheySay() throws IOException {
    List<Recipe> recipes = objects().toList();
    var script = new StringBuilder("set -e\n");
    for (int i = 0; i < recipes.size(); i++) {
      EncodedObject object = recipes.get(i).encode();
      String file = object.head().getObject() + ".tar";
      Path place = Files.createDirectory(dir.resolve(Integer.toString(i)));
      Files.write(place.resolve(file), object.bytes().toByteArray());
      String text = headText(object.bytes());
      assertEquals(object.head().getPayloadSha256(),
          ByteSlice.hex(after(text, "SHA-256 of the payload: ")).toByteString());
      String read =
          after(text, text.contains("\nRead it:\n") ? "Read it:\n  " : "Take it out:\n  ");
      String take = read.contains(" | ") ? read.substring(0, read.indexOf(" | ")) : read;
      script.append("cd ")
          .append(i)
          .append('\n')
          .append(after(text, "Check the payload:\n  "))
          .append(" > check\n")
          .append(take)
          .append(" > taken\n")
          .append("tar -xOf ")
          .append(file)
          .append(' ')
          .append(members(recipes.get(i)).getFirst())
          .append(" > head\ncd ..\n");
    }
    quietly(SH, List.of("-c", script.toString()));
    for (int i = 0; i < recipes.size(); i++) {
      Path place = dir.resolve(Integer.toString(i));
      ByteSlice payload = recipes.get(i).payload();
      assertEquals(Sha256.of(payload).toHex() + "  -\n", read(place.resolve("check")));
      assertEquals(payload, ByteSlice.of(Files.readAllBytes(place.resolve("taken"))));
      ByteSlice object = recipes.get(i).encode().bytes();
      assertEquals(object.slice(512, 512 + image(object)),
          ByteSlice.of(Files.readAllBytes(place.resolve("head"))));
    }
  }

  private static String headText(ByteSlice object) {
    String text = new String(object.slice(512, 512 + image(object)).toByteArray(),
        StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf("zero bytes.\n"));
  }

  private static String after(String text, String words) {
    int at = text.indexOf(words);
    assertTrue(at >= 0, words);
    return text.substring(at + words.length(), text.indexOf('\n', at + words.length()));
  }

  static Stream<Arguments> compressions() {
    return Stream.of(
        Arguments.of(Compression.COMPRESSION_NONE, new Program("cat", "coreutils")),
        Arguments.of(Compression.ZSTD, new Program("zstd", "zstd")),
        Arguments.of(Compression.GZIP, new Program("gzip", "gzip")),
        Arguments.of(Compression.XZ, new Program("xz", "xz-utils")),
        Arguments.of(Compression.BZIP2, new Program("bzip2", "bzip2")));
  }

  /// The whole pipe of a block's head, with layers that the programs themselves made.
  @ParameterizedTest
  @MethodSource("compressions")
  void printedPipeTakesTheFilesOut(Compression compression, Program program) throws IOException {
    Files.writeString(dir.resolve("hello.txt"), "hello\n");
    byte[] tar = TAR.output(dir, new byte[0], "-cf", "-", "hello.txt");
    Files.delete(dir.resolve("hello.txt"));
    byte[] payload = program.output(dir, tar);
    assertEquals(compression != Compression.COMPRESSION_NONE, payload.length != tar.length);
    ObjectHead description =
        SampleHeads.block(69).toBuilder().setCompression(compression).build();
    assertEquals(Content.TAR, description.getContent());
    var object = ObjectEncoder.encode(description, ByteSlice.of(payload),
        RedundancyProfile.STANDARD);
    Files.write(dir.resolve("d0000069.tar"), object.bytes().toByteArray());
    String text = headText(object.bytes());
    quietly(SH, List.of("-c", after(text, "Take it out:\n  ")));
    assertEquals("hello\n", Files.readString(dir.resolve("hello.txt")));
  }
}
