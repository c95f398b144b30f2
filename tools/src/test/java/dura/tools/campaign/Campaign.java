package dura.tools.campaign;

import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// Damages real archives in every way, case by case. A case is one number: it says which archive, which
/// damage and where, so that one number repeats it.
///
/// `main` takes the number of cases, the first of them, and the folders of a small and a medium tree.
final class Campaign {
  private static final List<Harm> HARMS = List.of(Harm.values());

  private final Path work;
  private final List<Specimen.Kind> kinds;
  private final Map<String, NavigableMap<String, byte[]>> sources;
  private final Map<Specimen.Kind, Specimen> specimens = new TreeMap<>(
      (one, other) -> one.toString().compareTo(other.toString()));
  private final Map<Harm, Map<RedundancyProfile, List<Trial.Outcome>>> outcomes =
      new EnumMap<>(Harm.class);

  /// @param work empty folder for the work
  /// @param sources trees by their names
  /// @param kinds of archives, in turn
  Campaign(Path work, Map<String, NavigableMap<String, byte[]>> sources,
      List<Specimen.Kind> kinds) {
    this.work = work;
    this.sources = sources;
    this.kinds = kinds;
  }

  public static void main(String[] arguments) throws IOException {
    int cases = Integer.parseInt(arguments[0]);
    long first = Long.parseLong(arguments[1]);
    Path work = Files.createTempDirectory("dura-campaign");
    var sources = Map.of("small", Folder.read(Path.of(arguments[2])), "medium",
        Folder.read(Path.of(arguments[3])));
    var kinds = new ArrayList<Specimen.Kind>();
    for (String source : List.of("small", "medium")) {
      for (RedundancyProfile profile : RedundancyProfile.values()) {
        kinds.add(new Specimen.Kind(source, profile, false));
        kinds.add(new Specimen.Kind(source, profile, true));
      }
    }
    var campaign = new Campaign(work, sources, kinds);
    int failed = 0;
    try {
      for (long seed = first; seed < first + cases; seed++) {
        try {
          campaign.run(seed);
        } catch (AssertionError | RuntimeException e) {
          failed++;
          System.err.println(e.getMessage());
        }
      }
    } finally {
      Folder.delete(work);
    }
    System.out.println(cases + " cases from seed " + first + ", " + failed + " failed.\n");
    campaign.table().forEach(System.out::println);
    System.exit(failed == 0 ? 0 : 1);
  }

  /// Runs one case.
  ///
  /// @throws AssertionError where anything is not as promised, with how to repeat it
  void run(long seed) throws IOException {
    Harm harm = HARMS.get(Math.floorMod(seed, HARMS.size()));
    Specimen.Kind kind =
        kinds.get(Math.floorMod(Math.floorDiv(seed, HARMS.size()), kinds.size()));
    try {
      Wreck wreck = harm.on(specimen(kind), seed);
      Trial.Outcome outcome = new Trial(wreck, work).run(seed % 3 == 0);
      outcomes.computeIfAbsent(harm, _ -> new EnumMap<>(RedundancyProfile.class))
          .computeIfAbsent(kind.profile(), _ -> new ArrayList<>())
          .add(outcome);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + " (" + harm.title() + "; " + kind + "): "
          + e.getMessage() + "\nrepeat: tools/bench/campaign.sh -n 1 --seed " + seed, e);
    }
  }

  private Specimen specimen(Specimen.Kind kind) throws IOException {
    Specimen made = specimens.get(kind);
    if (made == null) {
      Path place = work.resolve("specimen" + specimens.size());
      Files.createDirectories(place);
      made = Specimen.make(kind, Objects.requireNonNull(sources.get(kind.source())),
          place);
      specimens.put(kind, made);
    }
    return made;
  }

  /// Damage by profile: how many archives came back whole, and what the others lost.
  List<String> table() {
    var lines = new ArrayList<String>();
    var head = new StringBuilder("| damage |");
    var ruler = new StringBuilder("|---|");
    for (RedundancyProfile profile : RedundancyProfile.values()) {
      head.append(' ').append(profile.headerName()).append(" |");
      ruler.append("---|");
    }
    lines.add(head.toString());
    lines.add(ruler.toString());
    for (Harm harm : Harm.values()) {
      var line = new StringBuilder("| " + harm.title() + " |");
      Map<RedundancyProfile, List<Trial.Outcome>> row = outcomes.getOrDefault(harm, Map.of());
      Arrays.stream(RedundancyProfile.values())
          .forEach(profile -> line.append(' ')
              .append(cell(row.getOrDefault(profile, List.of())))
              .append(" |"));
      lines.add(line.toString());
    }
    return lines;
  }

  private static String cell(List<Trial.Outcome> cases) {
    if (cases.isEmpty()) {
      return "";
    }
    long whole = cases.stream().filter(Trial.Outcome::whole).count();
    if (whole == cases.size()) {
      return "all repaired";
    }
    double objects = cases.stream().mapToInt(Trial.Outcome::lostObjects).sum();
    double files = cases.stream().mapToInt(Trial.Outcome::lostFiles).sum();
    long others = cases.size() - whole;
    return String.format(Locale.ROOT, "%d of %d repaired; else %.0f objects, %.0f files lost",
        whole,
        cases.size(), objects / others, files / others);
  }
}
