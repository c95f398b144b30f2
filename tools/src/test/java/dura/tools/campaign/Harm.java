package dura.tools.campaign;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder;
import dura.proto.ObjectHead;
import dura.spec.RedundancyProfile;
import dura.testdata.Damage;
import dura.testdata.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A kind of damage, done to an archive at random.
enum Harm {
  BITS("single bits flipped in 12 files", Harm::bits),
  SECTORS_FEW("0.1 % of all sectors garbled", (wreck, random) -> sectors(wreck, random, 1000)),
  SECTORS("1 % of all sectors garbled", (wreck, random) -> sectors(wreck, random, 100)),
  SECTORS_MANY("5 % of all sectors garbled", (wreck, random) -> sectors(wreck, random, 20)),
  SECTORS_MOST("20 % of all sectors garbled", (wreck, random) -> sectors(wreck, random, 5)),
  BURSTS("a burst in every third object", Harm::bursts),
  ENDS("the end of every third object cut off", Harm::ends),
  LONGER("bytes appended to every third file", Harm::longer),
  DELETED("up to m objects of every group deleted", Harm::deleted),
  REPLACED("up to m objects of every group garbled, cut or emptied", Harm::replaced),
  SWAPPED("two objects swapped", Harm::swapped),
  FOLDER("a folder of objects deleted", Harm::folder),
  COPIES("all headers, heads, root files, sums and two tails of three deleted", Harm::copies),
  PARITY("all parity objects garbled", Harm::parity),
  BOTH("an object of every group deleted, 0.1 % of the other sectors garbled", Harm::both),
  ALL_AT_ONCE("copies and m objects of every group deleted, bits flipped", Harm::allAtOnce),
  BEYOND("m + 1 blocks of a group deleted", Harm::beyond),
  INDEX("all index objects and their parity deleted", Harm::index),
  METADATA("everything but blocks and their parity deleted", Harm::metadata),
  WILD("anything anywhere", Harm::wild);

  /// Does it.
  private interface Way {
    void harm(Wreck wreck, SplitMix64 random);
  }

  private final String title;
  private final Way way;

  Harm(String title, Way way) {
    this.title = title;
    this.way = way;
  }

  String title() {
    return title;
  }

  /// What it leaves of `specimen`: the same for the same seed.
  Wreck on(Specimen specimen, long seed) {
    var wreck = new Wreck(specimen);
    way.harm(wreck, new SplitMix64(seed));
    return wreck;
  }

  private static <T> T one(List<T> of, SplitMix64 random) {
    return of.get(random.below(of.size()));
  }

  private static List<String> some(List<String> of, int count, SplitMix64 random) {
    var left = new ArrayList<>(of);
    var chosen = new ArrayList<String>();
    while (chosen.size() < count && !left.isEmpty()) {
      chosen.add(left.remove(random.below(left.size())));
    }
    return chosen;
  }

  private static List<String> everyThird(List<String> of, SplitMix64 random) {
    return of.stream().filter(_ -> random.oneIn(3)).toList();
  }

  private static List<String> paths(Wreck wreck) {
    return List.copyOf(wreck.files().keySet());
  }

  private static void bits(Wreck wreck, SplitMix64 random) {
    some(paths(wreck), 12, random)
        .forEach(path -> wreck.harm(path, new Damage.Flip(random.next(), 1)));
  }

  /// Rates that the profile bears by page 55 are promised.
  private static void sectors(Wreck wreck, SplitMix64 random, int oneIn) {
    paths(wreck).forEach(path -> wreck.harm(path, new Damage.Sectors(random.next(), oneIn)));
    boolean bears = switch (wreck.specimen.kind().profile()) {
      case NONE -> false;
      case LEAN -> oneIn >= 1000;
      case STANDARD, STRONG -> oneIn >= 100;
    };
    if (!bears) {
      wreck.promiseNothing();
    }
  }

  private static void bursts(Wreck wreck, SplitMix64 random) {
    for (String path : everyThird(wreck.specimen.objects(), random)) {
      byte[] bytes = wreck.specimen.bytes(path);
      int from = random.below(bytes.length);
      wreck.harm(path, new Damage.Burst(random.next(), from, 1 + random.below(burst(bytes))));
    }
    if (wreck.specimen.kind().profile() == RedundancyProfile.NONE) {
      wreck.promiseNothing();
    }
  }

  /// Bytes in a row that the inner code of an object repairs wherever they are: page 55, with one shard
  /// less so that both ends may round up.
  private static int burst(byte[] object) {
    ObjectHead head = HeadFinder.find(ByteSlice.of(object)).orElseThrow().head();
    int sectors = head.getCellSize() == RedundancyProfile.CELL_SIZE
        ? (head.getParityShards() - 1) * rows(head)
        : head.getParityShards() / 8;
    return Math.max(0, sectors - 1) * Damage.SECTOR + 1;
  }

  private static int rows(ObjectHead head) {
    int cells = Math.ceilDiv((int) head.getPayloadLength(), head.getCellSize());
    return Math.ceilDiv(cells, head.getDataShards());
  }

  private static void ends(Wreck wreck, SplitMix64 random) {
    for (String path : everyThird(wreck.specimen.objects(), random)) {
      byte[] bytes = wreck.specimen.bytes(path);
      ObjectHead head = HeadFinder.find(ByteSlice.of(bytes)).orElseThrow().head();
      int parity = head.getParityShards() * rows(head) * head.getCellSize();
      wreck.harm(path,
          new Damage.Truncate(bytes.length - 1 - random.below(parity + Damage.SECTOR - 512)));
    }
  }

  private static void longer(Wreck wreck, SplitMix64 random) {
    everyThird(paths(wreck), random).forEach(
        path -> wreck.harm(path, new Damage.Extend(random.next(), random.between(1, 20_000))));
  }

  private static void deleted(Wreck wreck, SplitMix64 random) {
    wreck.specimen.groups()
        .forEach(group -> wreck.delete(some(group.all(), group.parity().size(), random)));
  }

  private static void replaced(Wreck wreck, SplitMix64 random) {
    for (Specimen.Group group : wreck.specimen.groups()) {
      for (String path : some(group.all(), group.parity().size(), random)) {
        int length = wreck.specimen.bytes(path).length;
        wreck.lose(path, switch (random.below(4)) {
          case 0 -> new Damage.Garbage(random.next());
          case 1 -> new Damage.Truncate(random.below(length / 2));
          case 2 -> new Damage.Zero(0, length);
          default -> new Damage.Truncate(0);
        });
      }
    }
  }

  private static void swapped(Wreck wreck, SplitMix64 random) {
    List<String> two = some(wreck.specimen.objects(), 2, random);
    wreck.swap(two.getFirst(), two.getLast());
  }

  private static void folder(Wreck wreck, SplitMix64 random) {
    String path = one(wreck.specimen.objects(), random);
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    wreck.delete(paths(wreck).stream().filter(other -> other.startsWith(folder)).toList());
  }

  private static void copies(Wreck wreck, SplitMix64 random) {
    String kept = "tail" + one(List.of("", "-2", "-3"), random) + ".tar";
    wreck.delete(paths(wreck).stream()
        .filter(path -> !wreck.specimen.objects().contains(path) && !path.endsWith(kept))
        .toList());
  }

  private static void parity(Wreck wreck, SplitMix64 random) {
    for (Specimen.Group group : wreck.specimen.groups()) {
      group.parity().forEach(path -> wreck.lose(path, new Damage.Garbage(random.next())));
    }
  }

  private static void both(Wreck wreck, SplitMix64 random) {
    paths(wreck).forEach(path -> wreck.harm(path, new Damage.Sectors(random.next(), 1000)));
    wreck.specimen.groups().forEach(group -> wreck.delete(some(group.all(), 1, random)));
    RedundancyProfile profile = wreck.specimen.kind().profile();
    if (profile == RedundancyProfile.NONE || profile == RedundancyProfile.LEAN) {
      wreck.promiseNothing();
    }
  }

  private static void allAtOnce(Wreck wreck, SplitMix64 random) {
    copies(wreck, random);
    deleted(wreck, random);
    bits(wreck, random);
  }

  private static void beyond(Wreck wreck, SplitMix64 random) {
    Specimen.Group group = one(wreck.specimen.groups()
        .stream()
        .filter(some -> some.isOfBlocks() && some.members().size() > some.parity().size())
        .toList(), random);
    wreck.delete(some(group.members(), group.parity().size() + 1, random));
  }

  private static void index(Wreck wreck, SplitMix64 random) {
    for (Specimen.Group group : wreck.specimen.groups()) {
      if (!group.isOfBlocks()) {
        wreck.delete(group.all());
      }
    }
    wreck.promiseNothing();
  }

  private static void metadata(Wreck wreck, SplitMix64 random) {
    var kept = new ArrayList<String>();
    wreck.specimen.groups()
        .stream()
        .filter(Specimen.Group::isOfBlocks)
        .forEach(group -> kept.addAll(group.all()));
    wreck.delete(paths(wreck).stream().filter(path -> !kept.contains(path)).toList());
    wreck.promiseNothing();
  }

  private static void wild(Wreck wreck, SplitMix64 random) {
    for (String path : everyThird(paths(wreck), random)) {
      int length = wreck.specimen.bytes(path).length;
      switch (random.below(7)) {
        case 0 -> wreck.delete(List.of(path));
        case 1 -> wreck.harm(path, new Damage.Garbage(random.next()));
        case 2 -> wreck.harm(path, new Damage.Truncate(random.below(length)));
        case 3 -> wreck.harm(path, new Damage.Sectors(random.next(), random.between(2, 60)));
        case 4 -> wreck.harm(path, new Damage.Shift(random.next(), random.below(length), 512));
        case 5 -> wreck.harm(path, new Damage.Drop(random.below(length), 4096));
        default -> wreck.swap(path, one(paths(wreck), random));
      }
    }
    wreck.promiseNothing();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
