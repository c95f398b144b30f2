package dura.band.run;

import dura.band.machine.Finding;
import dura.band.machine.Finding.Outcome;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.envelope.StoredBytes.Range;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectChecker;
import dura.codec.pipeline.ObjectChecker.Checked;
import dura.spec.Limits;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A single object in a file of its own, outside any archive: all that is known of it is what it says
/// of itself, and its inner code is all that can repair it.
public final class ObjectFile {
  private static final int SECTOR = 4096;

  private final Path file;
  private final String shown;
  private final Optional<ByteSlice> mended;
  private final Optional<Finding> finding;

  private ObjectFile(Path file, String shown, Optional<ByteSlice> mended,
      Optional<Finding> finding) {
    this.file = file;
    this.shown = shown;
    this.mended = mended;
    this.finding = finding;
  }

  /// Checks the object in `file`.
  ///
  /// @param shown the path as messages have it
  /// @throws IOException where the file cannot be opened
  public static ObjectFile check(Path file, String shown, Monitor monitor)
      throws IOException, AbortedException {
    StoredBytes stored = read(file);
    Checked checked = ObjectChecker.check(Expectation.ofFile(shown), stored);
    var alarms = new ArrayList<Alarm>();
    if (!stored.unreadable().isEmpty()) {
      alarms.add(Alarm.of(AlarmCode.OBJECT_IOERROR, shown));
    }
    alarms.addAll(checked.alarms());
    for (Alarm alarm : alarms) {
      if (monitor.alarm(alarm) == Monitor.Reaction.ABORT) {
        throw new AbortedException(alarm);
      }
    }
    Outcome outcome = checked.mended().isPresent() ? Outcome.REPAIRABLE : Outcome.LOST;
    return new ObjectFile(file, shown, checked.mended(), alarms.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding(shown, alarms, outcome)));
  }

  /// What is wrong with it; empty where nothing is.
  public Optional<Finding> finding() {
    return finding;
  }

  /// Writes the repaired object beside the file, reads it back, and only then puts it in its place.
  ///
  /// @return what is wrong with it afterwards
  /// @throws IOException where it cannot be written; the file is as it was
  public Optional<Finding> repair() throws IOException {
    if (mended.isEmpty()) {
      return finding;
    }
    Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), ".dura-", ".part");
    boolean moved = false;
    try {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null) {
        Files.setPosixFilePermissions(beside, view.readAttributes().permissions());
      }
      write(beside, mended.get());
      if (!ByteSlice.of(Files.readAllBytes(beside)).equals(mended.get())) {
        throw new IOException(shown + ": what was written reads back differently");
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      moved = true;
    } finally {
      if (!moved) {
        Files.deleteIfExists(beside);
      }
    }
    return finding.map(found -> found.with(Outcome.REPAIRED));
  }

  private static void write(Path path, ByteSlice bytes) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer from = bytes.asByteBuffer();
      while (from.hasRemaining()) {
        channel.write(from);
      }
      channel.force(true);
    }
  }

  /// The file, sector by sector where the disk does not give it back whole.
  private static StoredBytes read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Limits.MAX_OBJECT_BYTES) {
        return StoredBytes.whole(new byte[0]);
      }
      byte[] bytes = new byte[(int) size];
      var unreadable = new ArrayList<Range>();
      if (!readRange(channel, bytes, 0, bytes.length)) {
        for (int at = 0; at < bytes.length; at += SECTOR) {
          int end = Math.min(bytes.length, at + SECTOR);
          if (!readRange(channel, bytes, at, end)) {
            unreadable.add(new Range(at, end));
          }
        }
      }
      return new StoredBytes(ByteSlice.of(bytes), List.copyOf(unreadable));
    }
  }

  private static boolean readRange(FileChannel channel, byte[] into, int from, int end) {
    ByteBuffer range = ByteBuffer.wrap(into, from, end - from);
    try {
      while (range.hasRemaining()) {
        if (channel.read(range, range.position()) < 0) {
          return true;
        }
      }
      return true;
    } catch (IOException _) {
      // What could not be read counts as an erasure.
      Arrays.fill(into, from, end, (byte) 0);
      return false;
    }
  }
}
