package dura.band.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.RestoreEvent.Outcome;
import dura.band.machine.RestoreMachine.Options;
import dura.band.machine.RestoreMachine.Purpose;
import dura.band.machine.RestoreMachine.State;
import dura.band.machine.RestoreMachine.Step;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.band.model.FileKind;
import dura.band.model.Paths;
import dura.band.model.TreeEntry;
import dura.band.source.Existing;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Restores of random trees in a world where fetching and writing fail at random.
class RestoreMachineProperties {
  private static final BandName BAND = BandName.of(1, 1);
  private static final int MAX_BYTES = 300;

  @Provide
  Arbitrary<Set<ArchivePath>> trees() {
    return Paths.trees();
  }

  /// How often things go wrong, in percent.
  private record Trouble(int fetch, int make, int write, int missingEntries) {}

  /// A world that answers the machine and watches it.
  private static final class World {
    final Random random;
    final Trouble trouble;
    final List<TreeEntry> entries;
    final List<TreeEntry> handed = new ArrayList<>();
    final Map<Long, FileExtent> fetching = new HashMap<>();
    final Map<Long, ArchivePath> linked = new HashMap<>();
    final Map<ArchivePath, FileKind> made = new TreeMap<>();
    final Set<ArchivePath> complete = new HashSet<>();
    final Map<String, Long> lost = new TreeMap<>();
    final Map<String, Long> named = new TreeMap<>();
    final List<Alarm> alarms = new ArrayList<>();
    final Queue<RestoreEffect.PutFile> puts = new ArrayDeque<>();
    Optional<ArchivePath> open = Optional.empty();
    long written;
    int next;

    World(Random random, Trouble trouble, List<TreeEntry> entries) {
      this.random = random;
      this.trouble = trouble;
      this.entries = entries;
    }

    State run(Options options) {
      State state = RestoreMachine.start(options);
      Optional<RestoreEvent> event = Optional.of(new RestoreEvent.Begin());
      for (int steps = 0; event.isPresent(); steps++) {
        assertTrue(steps < 100_000, "no end");
        Step step = RestoreMachine.step(state, event.get());
        state = step.state();
        step.alarms().forEach(this::told);
        event = Optional.empty();
        for (RestoreEffect effect : step.effects()) {
          Optional<RestoreEvent> answer = perform(effect);
          assertFalse(answer.isPresent() && event.isPresent(), "two things asked at once");
          event = answer.isPresent() ? answer : event;
        }
        long ahead = fetching.values().stream().mapToLong(FileExtent::length).sum();
        assertTrue(ahead < options.maxBytesAhead() + MAX_BYTES, ahead + " bytes ahead");
      }
      assertTrue(state.isOver());
      assertEquals(Map.of(), fetching);
      assertEquals(Optional.empty(), open);
      assertTrue(puts.isEmpty());
      return state;
    }

    private void told(Alarm alarm) {
      alarms.add(alarm);
      if (alarm.code() == AlarmCode.EXTENT_LOST && alarm.where().length() >= 0) {
        named.merge(alarm.where().path(), alarm.where().length(), Long::sum);
      }
    }

    private boolean hit(int percent) {
      return random.nextInt(100) < percent;
    }

    private Optional<RestoreEvent> perform(RestoreEffect effect) {
      return switch (effect) {
        case RestoreEffect.NextEntry _ -> {
          while (next < entries.size() && hit(trouble.missingEntries())) {
            next++;
          }
          if (next < entries.size()) {
            handed.add(entries.get(next));
          }
          yield Optional.of(next < entries.size()
              ? new RestoreEvent.Entry(entries.get(next++))
              : new RestoreEvent.NoMoreEntries());
        }
        case RestoreEffect.Prefetch(long number, FileExtent extent) -> {
          assertEquals(null, fetching.put(number, extent));
          yield Optional.empty();
        }
        case RestoreEffect.Take(long number) -> {
          assertTrue(fetching.containsKey(number), "extent " + number + " was not begun");
          yield Optional.of(new RestoreEvent.Taken(fetched(number)));
        }
        case RestoreEffect.Release(long number) -> {
          assertTrue(fetching.containsKey(number), "extent " + number + " was not begun");
          fetching.remove(number);
          yield Optional.empty();
        }
        case RestoreEffect.PutFile put -> {
          puts.add(put);
          yield Optional.empty();
        }
        case RestoreEffect.AwaitFile _ -> Optional.of(stored(puts.remove()));
        case RestoreEffect.FindOriginals(long link) -> Optional.of(new RestoreEvent.Originals(
            handed.stream().filter(entry -> entry.link() == link).limit(1).toList()));
        case RestoreEffect.Remember(long link, ArchivePath path) -> {
          linked.put(link, path);
          yield Optional.empty();
        }
        case RestoreEffect.ToTarget toTarget ->
            Optional.of(new RestoreEvent.Done(toTarget(toTarget)));
      };
    }

    private Fetched fetched(long number) {
      FileExtent extent = fetching.remove(number);
      if (extent == null || !hit(trouble.fetch())) {
        return new Fetched.Bytes(content(extent == null ? 0 : extent.block(),
            extent == null ? 0 : extent.length()));
      }
      lost.merge(open.orElseThrow().toString(), (long) extent.length(), Long::sum);
      return hit(50)
          ? new Fetched.Unavailable("gone")
          : new Fetched.Mismatch();
    }

    /// Makes the file that was handed over first; what happens before that is of no matter to it.
    private RestoreEvent.Stored stored(RestoreEffect.PutFile put) {
      ArchivePath path = put.entry().path();
      assertTrue(path.parent().isTop() || made.get(path.parent()) == FileKind.DIRECTORY);
      assertFalse(complete.contains(path.parent()), path + " comes after its directory");
      Outcome outcome = make(path, FileKind.FILE);
      var gone = new ArrayList<RestoreEvent.LostExtent>();
      long bytes = 0;
      Optional<ArchivePath> before = open;
      open = Optional.of(path);
      for (int i = 0; i < put.entry().fields().getExtentCount(); i++) {
        long number = put.firstNumber() + i;
        assertTrue(fetching.containsKey(number), "extent " + number + " was not begun");
        if (!(outcome instanceof Outcome.Made)) {
          fetching.remove(number);
          continue;
        }
        switch (fetched(number)) {
          case Fetched.Bytes(ByteSlice slice) -> bytes += slice.length();
          case Fetched other -> gone.add(new RestoreEvent.LostExtent(i, other));
        }
      }
      open = before;
      if (outcome instanceof Outcome.Made && hit(trouble.write())) {
        gone.forEach(extent -> lost.computeIfPresent(path.toString(), (_, length) -> {
          long left = length - put.entry().extent(extent.index()).length();
          return left == 0 ? null : left;
        }));
        return new RestoreEvent.Stored(new Outcome.Failed("ENOSPC"), 0, List.of());
      }
      written += bytes;
      return new RestoreEvent.Stored(outcome, bytes, gone);
    }

    private Outcome toTarget(RestoreEffect.ToTarget effect) {
      return switch (effect) {
        case RestoreEffect.MakeDirectory(ArchivePath path) -> make(path, FileKind.DIRECTORY);
        case RestoreEffect.MakeParent(ArchivePath path) -> make(path, FileKind.DIRECTORY);
        case RestoreEffect.CreateFile(ArchivePath path, _, _) -> {
          Outcome outcome = make(path, FileKind.FILE);
          open = outcome instanceof Outcome.Made ? Optional.of(path) : open;
          yield outcome;
        }
        case RestoreEffect.Write(long offset, ByteSlice bytes) -> {
          boolean right = handed.stream()
              .flatMap(entry -> entry.extents().stream())
              .anyMatch(extent -> extent.offset() == offset
                  && extent.sha256().equals(Sha256.of(bytes)));
          assertTrue(right && open.isPresent(), "bytes that are not the file's were written");
          if (hit(trouble.write())) {
            yield new Outcome.Failed("ENOSPC");
          }
          written += bytes.length();
          yield new Outcome.Made();
        }
        case RestoreEffect.FinishFile finish -> {
          assertEquals(Optional.of(finish.path()), open);
          open = Optional.empty();
          yield new Outcome.Made();
        }
        case RestoreEffect.AbandonFile _ -> {
          open = Optional.empty();
          yield new Outcome.Made();
        }
        case RestoreEffect.MakeSymlink link -> make(link.path(), FileKind.SYMLINK);
        case RestoreEffect.MakeHardLink link -> !linked.containsKey(link.link())
            ? new Outcome.NoOriginal()
            : make(link.path(), FileKind.FILE);
        case RestoreEffect.MakeNode node -> make(node.path(), node.kind());
        case RestoreEffect.SetMetadata(ArchivePath path, FileKind kind, _) -> {
          assertEquals(kind, made.get(path));
          assertTrue(kind != FileKind.DIRECTORY || complete.add(path), "completed twice");
          yield new Outcome.Made();
        }
      };
    }

    private Outcome make(ArchivePath path, FileKind kind) {
      assertTrue(path.parent().isTop() || made.get(path.parent()) == FileKind.DIRECTORY,
          "the parent of " + path + " is not there");
      assertFalse(complete.contains(path.parent()), path + " comes after its directory");
      if (hit(trouble.make())) {
        return switch (random.nextInt(3)) {
          case 0 -> new Outcome.Exists();
          case 1 -> new Outcome.Denied("EACCES");
          default -> new Outcome.Failed("EIO");
        };
      }
      return made.put(path, kind) == null ? new Outcome.Made() : new Outcome.There();
    }
  }

  /// What a block has, so that an extent can be checked.
  private static ByteSlice content(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return ByteSlice.of(bytes);
  }

  private static List<TreeEntry> entries(Set<ArchivePath> paths, Random random) {
    var entries = new ArrayList<TreeEntry>();
    var links = new HashSet<Long>();
    paths.stream().sorted().forEach(path -> {
      boolean parent = paths.stream().anyMatch(other -> other.parent().equals(path));
      int kind = parent ? 0 : random.nextInt(6);
      IndexEntry.Builder fields =
          IndexEntry.newBuilder().setPath(ByteString.copyFrom(path.bytes())).setMode(0644);
      switch (kind) {
        case 0 -> add(entries, path, fields.setKind(EntryKind.DIRECTORY));
        case 1 -> add(entries, path,
            fields.setKind(EntryKind.SYMLINK).setTarget(ByteString.copyFromUtf8("t")));
        case 2 -> add(entries, path, fields.setKind(EntryKind.FIFO));
        case 3 -> {
          long link = 1L + random.nextInt(2);
          if (links.add(link)) {
            file(entries, path, fields.setLink(link), random);
          } else {
            add(entries, path, fields.clearMode().setLink(link).setKind(EntryKind.FILE));
          }
        }
        default -> file(entries, path, fields, random);
      }
    });
    return entries;
  }

  private static void add(List<TreeEntry> entries, ArchivePath path, IndexEntry.Builder fields) {
    entries.add(new TreeEntry(path, fields.build(), List.of(BAND)));
  }

  private static void file(List<TreeEntry> entries, ArchivePath path,
      IndexEntry.Builder fields, Random random) {
    var extents = new ArrayList<Extent>();
    long at = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      at += random.nextInt(3) * 10L;
      int length = 1 + random.nextInt(MAX_BYTES);
      int block = random.nextInt(1000);
      extents.add(Extent.newBuilder()
          .setOffset(at)
          .setLength(length)
          .setBlock(block)
          .setSha256(Sha256.of(content(block, length)).toByteString())
          .build());
      at += length;
    }
    // A file of one name may have its extents in any number of entries.
    boolean splits = fields.getLink() == 0;
    IndexEntry.Builder entry = fields.setKind(EntryKind.FILE).setSize(at + random.nextInt(2) * 7L);
    for (Extent extent : extents) {
      if (splits && entry.getExtentCount() > 0 && random.nextBoolean()) {
        add(entries, path, entry.setContinued(true));
        entry = IndexEntry.newBuilder()
            .setPath(ByteString.copyFrom(path.bytes()))
            .setKind(EntryKind.FILE);
      }
      entry.addExtent(extent);
    }
    add(entries, path, entry);
  }

  private static Options options(Random random) {
    return new Options(Existing.REPLACE, Purpose.RESTORE, 2 + random.nextInt(8),
        1 + random.nextInt(1000));
  }

  @Property(tries = 500)
  void withoutTroubleAllIsRestored(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll long seed) {
    var random = new Random(seed);
    List<TreeEntry> entries = entries(paths, random);
    var world = new World(random, new Trouble(0, 0, 0, 0), entries);
    RestoreCounts counts = world.run(options(random)).counts();
    assertEquals(List.of(), world.alarms);
    assertEquals(paths, world.made.keySet());
    assertEquals(paths.size(), counts.entries());
    assertEquals(world.written, counts.bytes());
    long bytes = entries.stream()
        .flatMap(entry -> entry.extents().stream())
        .mapToLong(FileExtent::length)
        .sum();
    assertEquals(bytes, counts.bytes());
    world.made.forEach((path, kind) -> assertEquals(kind == FileKind.DIRECTORY,
        world.complete.contains(path), path.toString()));
  }

  @Property(tries = 500)
  void lostExtentsAreNamedAndNothingElse(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll long seed) {
    var random = new Random(seed);
    var world = new World(random, new Trouble(30, 0, 0, 0), entries(paths, random));
    RestoreCounts counts = world.run(options(random)).counts();
    assertEquals(world.lost, world.named);
    assertEquals(world.lost.size(), counts.damaged());
    assertEquals(world.lost.values().stream().mapToLong(Long::longValue).sum(),
        counts.lostBytes());
    assertEquals(paths, world.made.keySet());
  }

  @Property(tries = 1000)
  void whateverGoesWrongItEndsInOrder(@ForAll("trees") Set<ArchivePath> paths,
      @ForAll long seed) {
    var random = new Random(seed);
    var trouble = new Trouble(random.nextInt(40), random.nextInt(40), random.nextInt(40),
        random.nextInt(30));
    var world = new World(random, trouble, entries(paths, random));
    RestoreCounts counts = world.run(options(random)).counts();
    assertEquals(counts.bytes(), world.written);
    boolean troubled = counts.failed() + counts.kept() + counts.damaged() > 0;
    assertTrue(!troubled || !world.alarms.isEmpty());
  }
}
