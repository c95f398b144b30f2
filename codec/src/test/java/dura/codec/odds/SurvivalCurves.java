package dura.codec.odds;

import static dura.spec.RedundancyProfile.LEAN;
import static dura.spec.RedundancyProfile.NONE;
import static dura.spec.RedundancyProfile.STANDARD;
import static dura.spec.RedundancyProfile.STRONG;

import dura.codec.odds.GroupTrial.Losses;
import dura.spec.RedundancyProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Prints the tables of format-spec/55-odds.md: what each profile survives, by formula where there is
/// one and by trial where there is none, beside what others survive.
///
/// `main` takes a seed and a number of trials, or nothing for those of the page.
final class SurvivalCurves {
  static final long SEED = 1;
  static final int TRIALS = 200;

  private static final int SMALL = 4096;
  private static final int MEDIUM = 1 << 18;
  private static final int LARGE = 1 << 24;
  private static final List<Integer> SIZES = List.of(512, SMALL, 20_480, MEDIUM, 1 << 20, LARGE);
  private static final List<RedundancyProfile> CODED = List.of(LEAN, STANDARD, STRONG);
  private static final List<Double> RATES =
      List.of(0.0001, 0.001, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1);

  /// Blocks that fill groups of every profile.
  private static final int BLOCKS = 96;

  /// Below this chance of a loss by whole objects nothing is tried: trials would show nothing.
  private static final double WORTH_TRYING = 0.005;

  private final long seed;
  private final int trials;

  SurvivalCurves(long seed, int trials) {
    this.seed = seed;
    this.trials = trials;
  }

  public static void main(String[] arguments) {
    long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : SEED;
    int trials = arguments.length > 1 ? Integer.parseInt(arguments[1]) : TRIALS;
    var curves = new SurvivalCurves(seed, trials);
    System.out.println("Seed " + seed + ".\n");
    Stream.concat(curves.quick().stream(), curves.slow().stream())
        .flatMap(Table::lines)
        .forEach(System.out::println);
  }

  /// The first tables: they take no time worth speaking of.
  List<Table> quick() {
    return List.of(geometry(), bursts(), rows(), objects(), widths(), groups(), archives(),
        check(MEDIUM), check(LARGE), curves(MEDIUM), both(MEDIUM));
  }

  /// The others: trials with groups of large blocks.
  List<Table> slow() {
    return List.of(curves(LARGE), both(LARGE));
  }

  /// Trials with small blocks are cheap.
  private int trials(int payloadBytes) {
    return payloadBytes < LARGE ? 10 * trials : trials;
  }

  private static Table table(String title, String... heads) {
    return new Table(title, List.of(heads), new ArrayList<>());
  }

  private static List<String> heads(String first, Object... others) {
    var heads = new ArrayList<String>();
    heads.add(first);
    Stream.of(others).map(String::valueOf).forEach(heads::add);
    return heads;
  }

  private static Table geometry() {
    Table table = table("Geometry and what it costs.", "payload", "profile", "cell", "k", "m",
        "R", "head sections", "inner code and heads", "with groups");
    for (int size : SIZES) {
      for (RedundancyProfile profile : CODED) {
        StoredShape shape = StoredShape.of(size, profile);
        StoredShape parity = StoredShape.parityOf(shape, profile);
        RedundancyProfile.GroupShape group = profile.dataGroup();
        double all = (double) group.members() * shape.objectLength()
            + (double) group.parityObjects() * parity.objectLength();
        table.rows()
            .add(heads(Table.bytes(size), profile.headerName(), shape.grid().cellSize(),
                shape.grid().dataShards(), shape.grid().parityShards(), shape.grid().rows(),
                shape.sections(), Table.percent(shape.overhead()),
                Table.percent(all / group.members() / size - 1)));
      }
    }
    return table;
  }

  private static Table bursts() {
    Table table =
        table("Longest burst, beginning anywhere in the object, that the inner code repairs.",
            "payload", "lean", "standard", "strong");
    for (int size : SIZES) {
      List<Object> cells = new ArrayList<>();
      for (RedundancyProfile profile : CODED) {
        int sectors = StoredShape.of(size, profile).burstSectors();
        cells.add((sectors - 1) * StoredShape.SECTOR + 1 + " bytes");
      }
      table.rows().add(heads(Table.bytes(size), cells.toArray()));
    }
    return table;
  }

  private static Table rows() {
    Table table = table("Chance that a row of the inner code is lost, by the rate of bad sectors.",
        "k + m", "0.1 %", "1 %", "2 %", "4 %");
    for (int k : List.of(1, 4, 16, 64, 128, 224)) {
      int m = STANDARD.parityShards(k);
      List<Object> cells = new ArrayList<>();
      for (double rate : List.of(0.001, 0.01, 0.02, 0.04)) {
        cells.add(Table.chance(Tails.binomial(k + m, m, rate)));
      }
      table.rows().add(heads(k + " + " + m, cells.toArray()));
    }
    return table;
  }

  private static Table objects() {
    Table table = table("Chance that an object is lost unless its group brings it back: a row, or a"
        + " section of all three heads.", "payload", "profile", "rows at 0.1 %", "heads at 0.1 %",
        "rows at 1 %", "heads at 1 %", "rows at 3 %", "heads at 3 %");
    for (int size : SIZES) {
      for (RedundancyProfile profile : RedundancyProfile.values()) {
        List<Object> cells = new ArrayList<>();
        cells.add(profile.headerName());
        StoredShape shape = StoredShape.of(size, profile);
        for (double rate : List.of(0.001, 0.01, 0.03)) {
          ObjectOdds odds = ObjectOdds.of(shape, rate);
          cells.add(Table.chance(odds.rows()));
          cells.add(Table.chance(odds.head()));
        }
        table.rows().add(heads(Table.bytes(size), cells.toArray()));
      }
    }
    return table;
  }

  /// Other widths of the inner code, of equal cost and of other.
  private static Table widths() {
    Table table =
        table("Chance that a row of a 16 MiB payload is lost, for other widths of the code.",
            "k + m", "parity", "0.5 %", "1 %", "2 %", "3 %");
    int cells = LARGE / RedundancyProfile.CELL_SIZE;
    int[][] widths =
        {{17, 3}, {28, 2}, {56, 4}, {112, 8}, {224, 8}, {224, 12}, {224, 16}, {224, 20},
          {224, 32}};
    for (int[] width : widths) {
      List<Object> row = new ArrayList<>();
      row.add(Table.percent((double) width[1] / width[0]));
      int rows = Math.ceilDiv(cells, width[0]);
      for (double rate : List.of(0.005, 0.01, 0.02, 0.03)) {
        row.add(Table.chance(
            Tails.any(rows, Tails.binomial(width[0] + width[1], width[1], rate))));
      }
      table.rows().add(heads(width[0] + " + " + width[1], row.toArray()));
    }
    return table;
  }

  private static Table groups() {
    Table table = table(
        "Chance that some group of blocks loses something when so many objects, chosen"
            + " at random, of an archive of 100 full groups are gone.",
        "objects gone", "lean", "standard", "strong");
    for (int gone : List.of(1, 2, 3, 5, 10, 20, 50)) {
      List<Object> cells = new ArrayList<>();
      for (RedundancyProfile profile : CODED) {
        RedundancyProfile.GroupShape group = profile.dataGroup();
        int objects = group.members() + group.parityObjects();
        cells.add(Table.chance(Math.min(1, 100
            * Tails.hypergeometric(100 * objects, gone, objects, group.parityObjects()))));
      }
      table.rows().add(heads(String.valueOf(gone), cells.toArray()));
    }
    return table;
  }

  /// The chance that a full group of such blocks loses one, when the outer code has whole objects only.
  private static double groupLost(int payloadBytes, RedundancyProfile profile, double rate) {
    StoredShape member = StoredShape.of(payloadBytes, profile);
    RedundancyProfile.GroupShape group = profile.dataGroup();
    double lost = ObjectOdds.of(member, rate).lost();
    double parityLost = ObjectOdds.of(StoredShape.parityOf(member, profile), rate).lost();
    return Tails.binomial(group.members() + group.parityObjects(), group.parityObjects(),
        Math.max(lost, parityLost));
  }

  private static Table archives() {
    Table table =
        table("Bound on the chance that an archive loses any block, by both codes over whole"
            + " objects.", "archive", "blocks of", "rate", "none", "lean", "standard", "strong");
    for (long archive : List.of(1_000_000_000L, 1_000_000_000_000L)) {
      for (int size : List.of(MEDIUM, LARGE)) {
        for (double rate : List.of(0.001, 0.01, 0.02)) {
          List<Object> cells = new ArrayList<>();
          cells.add(Table.bytes(size));
          cells.add(Table.rate(rate));
          for (RedundancyProfile profile : RedundancyProfile.values()) {
            long groups = Math.ceilDiv(archive, (long) size * profile.dataGroup().members());
            cells.add(Table.chance(Tails.any((double) groups, groupLost(size, profile, rate))));
          }
          table.rows().add(heads(archive == 1_000_000_000L ? "1 GB" : "1 TB", cells.toArray()));
        }
      }
    }
    return table;
  }

  private Table check(int payloadBytes) {
    int objects = 20 * trials(payloadBytes);
    Table table = table("Formula and trial: the chance that a block of " + Table.bytes(payloadBytes)
        + " is lost by the inner code, and the share of " + objects + " trials.", "profile", "rate",
        "formula", "trials");
    for (RedundancyProfile profile : CODED) {
      StoredShape shape = StoredShape.of(payloadBytes, profile);
      for (double rate : List.of(0.02, 0.03, 0.04, 0.06, 0.08, 0.1)) {
        double lost = ObjectOdds.of(shape, rate).lost();
        if (lost > 0.01 && lost < 0.99) {
          table.rows()
              .add(heads(profile.headerName(), Table.rate(rate), Table.chance(lost),
                  Table.chance(GroupTrial.singles(shape, objects, rate, seed))));
        }
      }
    }
    return table;
  }

  private Table curves(int payloadBytes) {
    long dataBytes = (long) BLOCKS * payloadBytes;
    Table table = table(
        "Chance to lose anything of " + Table.bytes(dataBytes) + " in " + BLOCKS + " blocks of "
            + Table.bytes(payloadBytes) + ", by the rate of bad sectors.",
        "rate", "no code", "17 + 3",
        "kopia 10 %", "par2 10 %", "inner: lean", "standard", "strong", "both: lean", "standard",
        "strong");
    for (double rate : RATES) {
      List<Object> cells = new ArrayList<>();
      StoredShape bare = StoredShape.of(payloadBytes, NONE);
      cells.add(Table.chance(Tails.any(BLOCKS, ObjectOdds.of(bare, rate).lost())));
      cells.add(Table.chance(Rivals.plain17And3(dataBytes, rate)));
      cells.add(Table.chance(Rivals.kopia(dataBytes, rate)));
      cells.add(Table.chance(Math.max(Double.MIN_NORMAL, Rivals.par2(dataBytes, rate))));
      for (RedundancyProfile profile : CODED) {
        cells.add(Table.chance(
            Tails.any(BLOCKS, ObjectOdds.of(StoredShape.of(payloadBytes, profile), rate).lost())));
      }
      for (RedundancyProfile profile : CODED) {
        cells.add(bothLost(payloadBytes, profile, rate));
      }
      table.rows().add(heads(Table.rate(rate), cells.toArray()));
    }
    return table;
  }

  /// By formula where whole objects are enough, else by trial.
  private String bothLost(int payloadBytes, RedundancyProfile profile, double rate) {
    int groups = BLOCKS / profile.dataGroup().members();
    double bound = Tails.any(groups, groupLost(payloadBytes, profile, rate));
    if (bound < WORTH_TRYING) {
      return Table.atMost(bound);
    }
    int most = trials(payloadBytes);
    Losses losses = new GroupTrial(payloadBytes, profile).run(most, rate, 0, seed);
    return losses.both() == 0 || losses.both() == most
        ? Table.share(losses.both(), most)
        : Table.chance(Tails.any(groups, (double) losses.both() / most));
  }

  private Table both(int payloadBytes) {
    int most = trials(payloadBytes);
    Table table = table("Chance that a group of blocks of " + Table.bytes(payloadBytes)
        + " loses one, when so many of its objects are gone and of the others every sector is bad at"
        + " the rate; in brackets with the outer code over whole objects only. Share of " + most
        + " trials.", "profile", "objects gone", "1 %", "2 %", "3 %", "5 %");
    for (RedundancyProfile profile : CODED) {
      var group = new GroupTrial(payloadBytes, profile);
      for (int gone = 0; gone <= profile.dataGroup().parityObjects(); gone++) {
        List<Object> cells = new ArrayList<>();
        cells.add(gone);
        for (double rate : List.of(0.01, 0.02, 0.03, 0.05)) {
          Losses losses = group.run(most, rate, gone, seed);
          cells.add(Table.share(losses.both(), most) + " ("
              + Table.share(losses.whole(), most) + ")");
        }
        table.rows().add(heads(profile.headerName(), cells.toArray()));
      }
    }
    return table;
  }
}
