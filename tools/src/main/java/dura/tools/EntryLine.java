package dura.tools;

import dura.band.model.FileKind;
import dura.band.model.PrintableBytes;
import dura.band.model.Timestamp;
import dura.band.model.TreeEntry;
import dura.proto.Attribute;
import dura.proto.IndexEntry;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// An entry of a tree in a list.
sealed interface EntryLine extends Line {
  /// What is told.
  TreeEntry entry();

  /// The path alone.
  record Name(TreeEntry entry) implements EntryLine {
    @Override
    public String text() {
      return entry.path().toString();
    }
  }

  /// In the manner of `ls -l`.
  record Details(TreeEntry entry) implements EntryLine {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public String text() {
      IndexEntry fields = entry.fields();
      return String.format(Locale.ROOT, "%s %-8s %-8s %12s %s %s%s",
          new Permissions(entry.kind(), fields.getMode()).text(),
          owner(fields.getUser().toByteArray(), fields.getUid()),
          owner(fields.getGroup().toByteArray(), fields.getGid()), size(fields),
          time(entry.modified()), entry.path(),
          entry.kind() == FileKind.SYMLINK ? " -> " + PrintableBytes.of(entry.target()) : "");
    }

    private static String owner(byte[] name, int number) {
      return name.length == 0 ? Integer.toUnsignedString(number) : PrintableBytes.of(name);
    }

    private String size(IndexEntry fields) {
      return entry.kind() == FileKind.CHARACTER_DEVICE || entry.kind() == FileKind.BLOCK_DEVICE
          ? fields.getDeviceMajor() + ", " + fields.getDeviceMinor()
          : String.valueOf(entry.size());
    }

    private static String time(Timestamp time) {
      try {
        return TIME.format(Instant.ofEpochSecond(time.seconds()).atZone(ZoneId.systemDefault()));
      } catch (DateTimeException e) {
        return "@" + time.seconds();
      }
    }
  }

  /// `type` entry, `path`, `kind`, `mode` (octal), `uid`, `gid`, `user` and `group` where they are
  /// known, `size` of files, `mtime`, `target` of links, `device` of devices, `link` (entries of one
  /// file have equal numbers), `attributes` (names), `inconsistent` where what was read may not be
  /// the file as it ever was.
  @Override
  default JsonObject json() {
    IndexEntry fields = entry().fields();
    JsonObject json = JsonObject.of("entry")
        .putBytes("path", entry().path().bytes())
        .put("kind", kind(entry().kind()))
        .put("mode", mode(entry()))
        .put("uid", Integer.toUnsignedLong(fields.getUid()))
        .put("gid", Integer.toUnsignedLong(fields.getGid()));
    if (!fields.getUser().isEmpty()) {
      json.putBytes("user", fields.getUser().toByteArray());
    }
    if (!fields.getGroup().isEmpty()) {
      json.putBytes("group", fields.getGroup().toByteArray());
    }
    switch (entry().kind()) {
      case FILE -> json.put("size", entry().size());
      case SYMLINK -> json.putBytes("target", entry().target());
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          json.put("device", fields.getDeviceMajor() + ":" + fields.getDeviceMinor());
      case DIRECTORY, FIFO, SOCKET -> {}
    }
    json.put("mtime", mtime(entry().modified()));
    if (entry().link() != 0) {
      json.put("link", entry().link());
    }
    if (fields.getAttributeCount() > 0) {
      json.put("attributes", fields.getAttributeList()
          .stream()
          .map(Attribute::getName)
          .map(name -> PrintableBytes.of(name.toByteArray()))
          .toList());
    }
    return fields.getInconsistencyValue() == 0 ? json : json.put("inconsistent", true);
  }

  /// The word for a kind.
  static String kind(FileKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The permissions as four octal digits.
  static String mode(TreeEntry entry) {
    return String.format(Locale.ROOT, "%04o", entry.fields().getMode());
  }

  /// A time as ISO 8601 has it; where that has no year for it, `@` and seconds since 1970.
  static String mtime(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.seconds(), time.nanos()).toString();
    } catch (DateTimeException e) {
      return "@" + time.seconds();
    }
  }

  /// The ten characters of `ls -l`.
  ///
  /// @param mode 0 to 07777
  record Permissions(FileKind kind, int mode) {
    private static final String LETTERS = "rwxrwxrwx";
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;
    private static final int STICKY = 01000;

    String text() {
      var text = new byte[10];
      text[0] = (byte) switch (kind) {
        case FILE -> '-';
        case DIRECTORY -> 'd';
        case SYMLINK -> 'l';
        case FIFO -> 'p';
        case SOCKET -> 's';
        case CHARACTER_DEVICE -> 'c';
        case BLOCK_DEVICE -> 'b';
      };
      for (int i = 0; i < LETTERS.length(); i++) {
        text[1 + i] = (byte) ((mode & 0400 >> i) != 0 ? LETTERS.charAt(i) : '-');
      }
      special(text, 3, SET_UID, 's');
      special(text, 6, SET_GID, 's');
      special(text, 9, STICKY, 't');
      return new String(text, StandardCharsets.US_ASCII);
    }

    /// Upper case where the right to execute is missing.
    private void special(byte[] text, int at, int bit, char letter) {
      if ((mode & bit) != 0) {
        text[at] = (byte) (text[at] == 'x' ? letter : Character.toUpperCase(letter));
      }
    }
  }
}
