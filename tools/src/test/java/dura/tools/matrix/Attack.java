package dura.tools.matrix;

import com.google.protobuf.ByteString;
import dura.codec.tar.TarEnd;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.Hunk;
import dura.proto.HunkRef;
import dura.proto.IndexEntry;
import dura.spec.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// What an archive made to hurt its reader can hold. The name says what is wrong with it.
enum Attack {
  /// The canary: an archive made the same way, with nothing wrong.
  NONE((archive, folder) -> archive.write(folder, leaf(archive, HostileArchive.good("good")))),
  NAME_ABOVE(named("../escaped")),
  NAME_ABOVE_INSIDE(named("a/../../escaped")),
  NAME_ABSOLUTE(named("/tmp/dura-escaped")),
  NAME_WITH_NUL(named("a\0b")),
  NAME_WITH_EMPTY_PART(named("a//b")),
  NAME_OF_ITSELF(named("./a")),
  NAME_MISSING(named("")),
  ENTRY_BELOW_A_LINK((archive, folder) -> archive.write(folder, leaf(archive,
      IndexEntry.newBuilder()
          .setPath(ByteString.copyFromUtf8("link"))
          .setKind(EntryKind.SYMLINK)
          .setMode(0777)
          .setTarget(ByteString.copyFromUtf8("../outside")),
      HostileArchive.good("link/escaped")))),
  ENTRY_OUT_OF_NOWHERE((archive, folder) -> archive.write(folder,
      leaf(archive, HostileArchive.good("no/such/folder/good")))),
  TAR_NAME_ABOVE((archive, folder) -> archive
      .block(HostileArchive.concat(HostileArchive.frame(tarNamed("../escaped")),
          HostileArchive.frame(TarEnd.bytes())))
      .write(folder, archive.frame(new byte[] {-1}, 1))),
  BOMB_IN_THE_BLOCK((archive, folder) -> archive
      .block(bomb(Limits.MAX_BLOCK_RAW_BYTES / 100, 400))
      .write(folder, leaf(archive, HostileArchive.good("good")))),
  BOMB_IN_THE_INDEX((archive, folder) -> archive.write(folder,
      archive.frame(new byte[2 * Limits.MAX_HUNK_RAW_BYTES], 1))),
  FLOOD_OF_ENTRIES((archive, folder) -> archive.write(folder, archive.frame(flood(), 1))),
  FLOOD_OF_EXTENTS((archive, folder) -> archive.write(folder, archive.frame(Hunk.newBuilder()
      .addEntry(IndexEntry.parseFrom(floodOf(11)))
      .build()
      .toByteArray(), 1))),
  EXTENT_BEYOND_THE_BLOCK((archive, folder) -> archive.write(folder, leaf(archive,
      HostileArchive.good("good").setExtent(0, extent().setRawOffset(1 << 26))))),
  EXTENT_OF_NO_BLOCK((archive, folder) -> archive.write(folder, leaf(archive,
      HostileArchive.good("good").setExtent(0, extent().setBlock(77))))),
  EXTENT_OF_OTHER_BYTES((archive, folder) -> archive.write(folder, leaf(archive,
      HostileArchive.good("good").setExtent(0, extent().setRawOffset(0))))),
  SIZE_OF_EXBIBYTES((archive, folder) -> archive.write(folder, leaf(archive,
      HostileArchive.good("good").setSize(Long.MAX_VALUE)))),
  REFERENCE_BEYOND_THE_INDEX((archive, folder) -> archive.write(folder,
      leaf(archive, HostileArchive.good("good")).toBuilder().setOffset(1 << 27).build())),
  REFERENCE_TO_NO_OBJECT((archive, folder) -> archive.write(folder,
      leaf(archive, HostileArchive.good("good")).toBuilder().setObject(9).build())),
  LEVELS_THAT_LIE((archive, folder) -> archive.write(folder,
      leaf(archive, HostileArchive.good("good")).toBuilder().setLevel(5).build())),
  /// 256 references to the same hunk, 15 times over.
  TREE_WITHOUT_END((archive, folder) -> archive.write(folder,
      endless(archive, leaf(archive, HostileArchive.good("good"))))),
  /// The same, with nothing at its bottom.
  TREE_WITHOUT_END_OR_LEAVES((archive, folder) -> archive.write(folder,
      endless(archive, archive.frame(new byte[] {-1}, 1)))),
  TABLE_WITHOUT_END((archive, folder) -> archive
      .table(endless(archive, archive.frame(new byte[] {-1}, 1)))
      .write(folder, leaf(archive, HostileArchive.good("good")))),
  HEADER_OF_THE_FUTURE((archive, folder) -> archive.headerRequires("telepathy")
      .write(folder, leaf(archive, HostileArchive.good("good")))),
  BAND_OF_THE_FUTURE((archive, folder) -> archive.bandRequires("telepathy")
      .write(folder, leaf(archive, HostileArchive.good("good")))),
  FORMAT_OF_THE_FUTURE((archive, folder) -> {
    archive.write(folder, leaf(archive, HostileArchive.good("good")));
    for (Path file : objects(folder)) {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(file, bytes.replace("DURA1", "DURA2"), StandardCharsets.ISO_8859_1);
    }
  });

  private interface Writing {
    void to(HostileArchive archive, Path folder) throws IOException;
  }

  private final Writing writing;

  Attack(Writing writing) {
    this.writing = writing;
  }

  /// Writes the archive into a new folder.
  void write(Path folder) throws IOException {
    writing.to(new HostileArchive(), folder);
  }

  private static HunkRef leaf(HostileArchive archive, IndexEntry.Builder... entries) {
    var hunk = Hunk.newBuilder();
    for (IndexEntry.Builder entry : entries) {
      hunk.addEntry(entry);
    }
    return archive.hunk(hunk.build(), entries.length, entries[0].getPath().toStringUtf8());
  }

  private static Writing named(String path) {
    return (archive, folder) -> archive.write(folder,
        leaf(archive, HostileArchive.good(path)).toBuilder().clearFirstPath().build());
  }

  private static Extent.Builder extent() {
    return HostileArchive.good("good").getExtent(0).toBuilder();
  }

  /// A member with a name that the program itself would not write, of the same length.
  private static byte[] tarNamed(String path) {
    byte[] tar = HostileArchive.tar("x".repeat(path.length()), HostileArchive.CONTENTS);
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    int sum = 0;
    for (int i = 0; i < name.length; i++) {
      sum += name[i] - tar[i];
      tar[i] = name[i];
    }
    int former = Integer.parseInt(new String(tar, 148, 6, StandardCharsets.US_ASCII), 8);
    byte[] corrected = "%06o".formatted(former + sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(corrected, 0, tar, 148, corrected.length);
    return tar;
  }

  private static byte[] bomb(int frameBytes, int frames) {
    byte[] frame = HostileArchive.frame(new byte[frameBytes]);
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < frames; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  /// Two bytes for each entry.
  private static byte[] flood() {
    return floodOf(1);
  }

  private static byte[] floodOf(int field) {
    byte[] flood = new byte[Limits.MAX_HUNK_RAW_BYTES - 16];
    for (int i = 0; i < flood.length; i += 2) {
      flood[i] = (byte) (field << 3 | 2);
    }
    return flood;
  }

  private static HunkRef endless(HostileArchive archive, HunkRef bottom) {
    HunkRef below = bottom;
    for (int level = 1; level < Limits.MAX_HUNK_LEVELS; level++) {
      var inner = Hunk.newBuilder();
      for (int i = 0; i < Limits.MAX_HUNK_ITEMS; i++) {
        inner.addChild(below);
      }
      below = archive.hunk(inner.build(), 1, bottom.getFirstPath().toStringUtf8())
          .toBuilder()
          .setLevel(level)
          .build();
    }
    return below;
  }

  private static Path[] objects(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> path.toString().endsWith(".tar")).toArray(Path[]::new);
    }
  }

  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
