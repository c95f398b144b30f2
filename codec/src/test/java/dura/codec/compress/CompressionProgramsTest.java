package dura.codec.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dura.codec.oracle.Program;
import dura.proto.Compression;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The programs of the table in `30-compression.md` read what this package writes, and the reverse.
class CompressionProgramsTest {
  private static final Map<Compression, Program> PROGRAMS =
      Map.of(
          Compression.ZSTD, new Program("zstd", "zstd"),
          Compression.GZIP, new Program("gzip", "gzip"),
          Compression.XZ, new Program("xz", "xz-utils"),
          Compression.BZIP2, new Program("bzip2", "bzip2"));

  @TempDir
  Path directory;

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"COMPRESSION_NONE", "UNRECOGNIZED"})
  void programsDecompressFramesOneAfterTheOther(Compression compression) {
    FrameCodec codec = FrameCodec.of(compression);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (byte[] part : parts()) {
      raw.writeBytes(part);
      content.writeBytes(codec.compress(part, 0, part.length));
    }
    Program program = program(compression);
    assertArrayEquals(
        raw.toByteArray(), program.output(directory, content.toByteArray(), "-dc"));
    program.output(directory, content.toByteArray(), "-t");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"COMPRESSION_NONE", "UNRECOGNIZED", "ZSTD"})
  void whatProgramsWriteIsRead(Compression compression) throws DecompressFailure {
    FrameCodec codec = FrameCodec.of(compression);
    for (byte[] part : parts()) {
      byte[] frame = program(compression).output(directory, part, "-c");
      assertArrayEquals(part, codec.decompressFrame(frame, 0, frame.length, part.length));
    }
  }

  @Test
  void whatZstdWritesOfAFileOfKnownLengthIsRead() throws Exception {
    FrameCodec codec = FrameCodec.of(Compression.ZSTD);
    for (byte[] part : parts()) {
      byte[] frame =
          program(Compression.ZSTD)
              .output(directory, part, "-c", "--stream-size=" + part.length, "--no-check");
      if (part.length > 0) {
        assertArrayEquals(part, codec.decompressFrame(frame, 0, frame.length, part.length));
      }
    }
  }

  @Test
  void gzipHeadersNameNoFileTimeOrSystem() {
    byte[] frame = FrameCodec.of(Compression.GZIP).compress(new byte[1000], 0, 1000);
    byte[] expected = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    assertArrayEquals(expected, Arrays.copyOf(frame, 10));
  }

  @Test
  void xzStreamsCarryCrc64() throws Exception {
    byte[] frame = FrameCodec.of(Compression.XZ).compress(new byte[1000], 0, 1000);
    assertEquals(4, frame[7], "stream flags: CRC64");
    Path file = directory.resolve("frame.xz");
    java.nio.file.Files.write(file, frame);
    byte[] list = program(Compression.XZ).output(directory, new byte[0], "-lvv", "frame.xz");
    String text = new String(list, StandardCharsets.UTF_8);
    assertEquals(true, text.contains("CRC64"), text);
  }

  @Test
  void anXzStreamWithAHugeDictionaryIsRefused() {
    byte[] frame =
        program(Compression.XZ)
            .output(directory, new byte[1000], "-c", "--lzma2=preset=6,dict=64MiB");
    DecompressFailure failure =
        assertThrows(
            DecompressFailure.class,
            () -> FrameCodec.of(Compression.XZ).decompressFrame(frame, 0, frame.length, 1000));
    assertEquals(DecompressFailure.Reason.DICTIONARY_TOO_LARGE, failure.reason());
  }

  private static List<byte[]> parts() {
    return List.of(
        Contents.text(1, 200_000),
        new byte[0],
        Contents.random(2, 300_000),
        Contents.text(3, 1),
        new byte[300_000],
        Contents.text(4, 150_000));
  }

  private static Program program(Compression compression) {
    Program program = PROGRAMS.get(compression);
    if (program == null) {
      throw new AssertionError("no program for " + compression);
    }
    return program;
  }
}
