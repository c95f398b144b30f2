package dura.band.machine;

import dura.band.machine.BandTargets.Target;
import dura.band.machine.CheckAnswer.FileBytes;
import dura.band.machine.CheckAnswer.Name;
import dura.band.machine.CheckAnswer.Names;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.CheckState.ArchiveFacts;
import dura.band.machine.CheckState.BandFacts;
import dura.band.machine.CheckState.Gathered;
import dura.band.machine.CheckState.Progress;
import dura.band.machine.CheckState.Stage;
import dura.band.machine.CheckState.TailMark;
import dura.band.machine.CheckState.Tally;
import dura.band.model.ArchiveHeader;
import dura.band.model.SheetReference;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.pipeline.Expectation;
import dura.proto.GroupParity;
import dura.proto.ObjectHead;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step of a [CheckMachine] while it is made: the state in the hand of one thread.
final class CheckTurn {
  /// How many parity objects are looked at for the archive header that each of them carries.
  private static final int PARITY_TRIED = 64;

  private final CheckPlan plan;
  private final CheckLedger ledger = new CheckLedger();
  private final List<CheckEffect> effects = new ArrayList<>();
  private Stage stage;
  private List<CheckQuestion> questions;
  private int asked;
  private int taken;
  private Map<Integer, CheckAnswer> early;
  private Chain<Gathered> gathered;
  private Chain<Stray> strays;
  private ArchiveFacts archive;
  private Optional<BandFacts> band;
  private Chain<Finding> findings;
  private Chain<RepairAction> actions;
  private Chain<BandSummary> summaries;
  private Progress progress;

  CheckTurn(CheckState state) {
    this.plan = state.plan();
    this.stage = state.stage();
    this.questions = state.questions();
    this.asked = state.asked();
    this.taken = state.taken();
    this.early = new HashMap<>(state.early());
    this.gathered = state.gathered();
    this.strays = state.strays();
    this.archive = state.archive();
    this.band = state.band();
    this.findings = state.findings();
    this.actions = state.actions();
    this.summaries = state.summaries();
    this.progress = state.progress();
  }

  void started() {
    enter(Stage.ROOT, List.of(new CheckQuestion.Names("")));
    settle();
  }

  void answered(int ticket, CheckAnswer answer) {
    early.put(ticket, answer);
    settle();
  }

  void timeOver() {
    progress = new Progress(true, progress.reached(), progress.stopped());
  }

  CheckMachine.Step finish() {
    for (Finding finding : ledger.findings) {
      findings = findings.plus(finding);
    }
    for (RepairAction action : ledger.actions) {
      actions = actions.plus(action);
    }
    return new CheckMachine.Step(
        new CheckState(plan, stage, questions, asked, taken, Map.copyOf(early), gathered, strays,
            archive,
            band, findings, actions, summaries, progress),
        List.copyOf(effects), List.copyOf(ledger.alarms));
  }

  private void enter(Stage next, List<CheckQuestion> asks) {
    stage = next;
    questions = List.copyOf(asks);
    asked = 0;
    taken = 0;
    early = new HashMap<>();
    gathered = Chain.empty();
  }

  /// Takes answers whose turn it is, goes on to the next stage at the end of one, and asks.
  private void settle() {
    while (stage != Stage.DONE) {
      CheckAnswer answer = early.remove(taken);
      if (answer != null) {
        take(taken, answer);
        taken++;
      } else if (taken == questions.size()) {
        next();
      } else {
        break;
      }
    }
    while (asked < questions.size() && asked - taken < plan.window()) {
      effects.add(new CheckEffect(asked, questions.get(asked)));
      asked++;
    }
  }

  private void take(int number, CheckAnswer answer) {
    if (answer instanceof Names names && stage != Stage.STRAY_FOLDERS
        && stage != Stage.STRAY_NAMES) {
      names.trouble()
          .ifPresent(alarm -> ledger.found(alarm.where().path(), List.of(alarm),
              alarm.code() == AlarmCode.OBJECT_DENIED
                  ? Finding.Outcome.DENIED
                  : Finding.Outcome.LOST));
    }
    strays = StraySearch.plus(strays, StraySearch.stray(questions.get(number), answer));
    if (stage == Stage.BAND_OBJECTS && answer instanceof Look look) {
      takeObject(number, look);
    } else if (stage != Stage.STRAY_OBJECTS) {
      gathered = gathered.plus(new Gathered(number, answer));
    }
  }

  private void takeObject(int number, Look look) {
    BandFacts facts = band.orElseThrow();
    Target target = facts.slices().slice().get(number);
    Look judged = look;
    if (look.isIntact() && target.sha256().isPresent() && look.ownSha256().isPresent()
        && !look.ownSha256().equals(target.sha256())) {
      judged = new Look(look.standing(),
          List.of(new Alarm(AlarmCode.OBJECT_MISMATCH, Location.of(target.id().path()),
              target.sha256().get().toHex(), look.ownSha256().get().toHex())),
          Optional.empty(), Optional.empty());
    }
    ledger.alarms.addAll(judged.alarms());
    ledger.alarms.addAll(judged.contents());
    if (!judged.alarms().isEmpty() || !judged.contents().isEmpty() || !judged.isIntact()
        || !facts.known().sumsProven()) {
      gathered = gathered.plus(new Gathered(number, judged));
    }
  }

  private <T extends CheckAnswer> List<T> answers(Class<T> kind) {
    return gathered.toList().stream().map(Gathered::answer).map(kind::cast).toList();
  }

  private void next() {
    switch (stage) {
      case START, DONE -> throw new IllegalStateException("no end of stage " + stage);
      case ROOT -> rootListed();
      case HEADERS -> headersRead();
      case SEEK_SHEETS -> {
        archive = archive.withHeader(HeaderCheck.chosenEmbedded(answers(Look.class)));
        if (archive.header().isPresent()) {
          headerSettled();
        } else {
          enter(Stage.SEEK_FOLDERS, archive.bands()
              .stream()
              .<CheckQuestion>map(name -> new CheckQuestion.Names(name + "/p"))
              .toList());
        }
      }
      case SEEK_FOLDERS -> enter(Stage.SEEK_OBJECTS, below(answers(Names.class)));
      case SEEK_OBJECTS -> enter(Stage.SEEK_PARITY, parityObjects());
      case SEEK_PARITY -> {
        archive = archive.withHeader(HeaderCheck.chosenEmbedded(answers(Look.class)));
        headerSettled();
      }
      case ROOT_FILES -> {
        RootCheck.judge(RootCheck.masters(archive.header()), answers(FileBytes.class), ledger);
        nextBand();
      }
      case BAND -> bandListed();
      case BAND_KINDS -> enter(Stage.BAND_FOLDERS, below(answers(Names.class)));
      case BAND_FOLDERS -> foldersListed();
      case BAND_SHEETS -> sheetsRead();
      case BAND_PARITY -> parityRead();
      case BAND_OBJECTS -> objectsLookedAt();
      case STRAY_FOLDERS -> enter(Stage.STRAY_NAMES,
          FolderNames.below(questions, answers(Names.class), _ -> {}));
      case STRAY_NAMES -> enter(Stage.STRAY_OBJECTS,
          StraySearch.questions(archive.id(), archive.root(), archive.bands(),
              FolderNames.objectFiles(questions, answers(Names.class), _ -> {}).keySet()));
      case STRAY_OBJECTS -> {
        archive = archive.withStraysSearched();
        askAside();
      }
      case BAND_ASIDE -> conclude(answers(Look.class));
      case BAND_CELLS -> conclude(band.orElseThrow().aside());
      case LEFT -> enter(Stage.LEFT_FILES,
          Leftovers.questions(archive.id(), answers(Names.class).getFirst().names()));
      case LEFT_FILES -> {
        Leftovers.judge(questions, answers(CheckAnswer.class), actions.toList(), ledger);
        enter(Stage.DONE, List.of());
      }
    }
  }

  private void rootListed() {
    List<Name> root = answers(Names.class).getFirst().names();
    List<BandName> bands = root.stream()
        .filter(Name::directory)
        .flatMap(name -> BandName.parse(name.name()).stream())
        .sorted()
        .toList();
    archive = new ArchiveFacts(root, List.of(), Optional.empty(), bands, 0, Map.of(), false);
    enter(Stage.HEADERS, HeaderCheck.copies());
  }

  private void headersRead() {
    List<Look> copies = answers(Look.class);
    archive = new ArchiveFacts(archive.root(), copies, HeaderCheck.chosen(copies),
        archive.bands(), 0, Map.of(), false);
    if (archive.header().isPresent()) {
      headerSettled();
    } else {
      enter(Stage.SEEK_SHEETS, HeaderCheck.embedding(archive.bands()));
    }
  }

  private void headerSettled() {
    Optional<HeaderCheck.Known> header = archive.header();
    Map<String, ByteSlice> masters = RootCheck.masters(header);
    if (!archive.bands().isEmpty() || header.isPresent()) {
      HeaderCheck.judge(archive.copies(), header, ledger);
      header.map(HeaderCheck.Known::header)
          .map(ArchiveHeader::requires)
          .filter(features -> !features.isEmpty())
          .ifPresent(features -> ledger.found(ObjectId.ARCHIVE.path(),
              List.of(Alarm.found(AlarmCode.FEATURE_UNKNOWN, ObjectId.ARCHIVE.path(),
                  String.join(" ", features))),
              Finding.Outcome.NOTICE));
      RootCheck.unexpected(archive.root(), masters, header.isPresent(), ledger);
      enter(Stage.ROOT_FILES, RootCheck.questions(masters));
    } else {
      enter(Stage.DONE, List.of());
    }
  }

  private List<CheckQuestion> below(List<Names> listed) {
    return FolderNames.below(questions, listed, this::unexpected);
  }

  private Map<String, Long> objectFiles() {
    return FolderNames.objectFiles(questions, answers(Names.class), this::unexpected);
  }

  private void unexpected(String path) {
    if (band.isPresent()) {
      ledger.notice(Alarm.of(AlarmCode.UNEXPECTED_FILE, path));
    }
  }

  private List<CheckQuestion> parityObjects() {
    return objectFiles().keySet()
        .stream()
        .limit(PARITY_TRIED)
        .<CheckQuestion>map(path -> new ObjectAt(
            new Expectation(path, Optional.empty(), ObjectId.ofPath(path)), Optional.empty(),
            CheckDepth.FULL, Keep.HEAD))
        .toList();
  }

  private void nextBand() {
    if (archive.next() == archive.bands().size() && plan.replaces()
        && archive.hasRepairFolder()) {
      band = Optional.empty();
      enter(Stage.LEFT, List.of(new CheckQuestion.FilesBelow(RootCheck.REPAIR)));
      return;
    }
    if (archive.next() == archive.bands().size() || progress.mayEnd()) {
      end(archive.next() < archive.bands().size());
      return;
    }
    BandName name = archive.bands().get(archive.next());
    archive = archive.pastNext();
    band = Optional.of(BandFacts.of(name, false, false));
    enter(Stage.BAND, List.of(new CheckQuestion.Names(name.toString())));
  }

  private void bandListed() {
    BandName name = band.orElseThrow().name();
    List<Name> names = answers(Names.class).getFirst().names();
    var kinds = new ArrayList<CheckQuestion>();
    boolean pruned = false;
    for (Name found : names) {
      boolean folder = found.directory() && found.name().matches("[dip]");
      boolean file = !found.directory() && (found.name().equals(Sums.PATH)
          || ObjectName.ofPath(found.name())
              .filter(object -> !object.equals(ObjectName.ARCHIVE))
              .isPresent());
      if (folder) {
        kinds.add(new CheckQuestion.Names(name + "/" + found.name()));
      } else if (!file) {
        unexpected(name + "/" + found.name());
      }
      pruned |= file && ObjectName.PRUNED.paths().contains(found.name());
    }
    band = Optional.of(BandFacts.of(name, pruned, names.isEmpty()));
    enter(Stage.BAND_KINDS, kinds);
  }

  private void foldersListed() {
    BandFacts facts = band.orElseThrow();
    band = Optional.of(facts.withPresent(objectFiles()));
    enter(Stage.BAND_SHEETS, BandSheets.questions(band.orElseThrow(), archive.id()));
  }

  private void sheetsRead() {
    BandFacts facts = band.orElseThrow();
    List<CheckAnswer> read = answers(CheckAnswer.class);
    BandSheets sheets = BandSheets.judge(facts.name(),
        archive.header().map(HeaderCheck.Known::header), facts, read, ledger);
    List<MemberLists.Group> groups = sheets.tail()
        .map(tail -> MemberLists.ofTail(facts.name(), tail, sheets.sums(), sheets.sumsProven()))
        .orElse(List.of());
    band = Optional.of(facts.withSheets(sheets, groups));
    boolean known = sheets.tail().isPresent()
        && groups.stream().allMatch(group -> group.members().isPresent());
    if (known) {
      askObjects();
    } else {
      enter(Stage.BAND_PARITY, parityHeads(facts));
    }
  }

  private List<CheckQuestion> parityHeads(BandFacts facts) {
    return facts.present()
        .keySet()
        .stream()
        .filter(path -> path.startsWith(facts.name() + "/p/"))
        .<CheckQuestion>map(path -> new ObjectAt(
            new Expectation(path, archive.id(), ObjectId.ofPath(path)), Optional.empty(),
            CheckDepth.QUICK, Keep.HEAD))
        .toList();
  }

  private void parityRead() {
    BandFacts facts = band.orElseThrow();
    List<GroupParity> heads = answers(Look.class).stream()
        .flatMap(look -> look.head().stream())
        .filter(ObjectHead::hasGroup)
        .map(ObjectHead::getGroup)
        .toList();
    List<MemberLists.Group> groups = facts.known().tail().isPresent()
        ? MemberLists.withParityHeads(facts.name(), facts.groups(), heads)
        : MemberLists.ofParityHeads(facts.name(), heads);
    band = Optional.of(facts.withSheets(facts.known(), groups));
    askObjects();
  }

  private void askObjects() {
    BandFacts facts = band.orElseThrow();
    BandSlices slices = BandSlices.of(facts.name(),
        BandTargets.of(facts.name(), facts.known(), facts.groups(), facts.present(), ledger),
        plan.portion());
    if (!slices.isLast() && progress.mayEnd()) {
      end(true);
    } else {
      askSlice(facts.at(slices));
    }
  }

  private void askSlice(BandFacts facts) {
    BandSlices slices = facts.slices().next(plan.stepObjects());
    band = Optional.of(facts.at(slices));
    enter(Stage.BAND_OBJECTS, slices.questions(archive.id(), plan.depth()));
  }

  private void objectsLookedAt() {
    BandFacts facts = band.orElseThrow();
    List<Gathered> objects = gathered.toList();
    band = Optional.of(facts.withLooks(objects));
    if (!archive.straysSearched() && facts.slices().needsStrays(facts.groups(), objects)) {
      enter(Stage.STRAY_FOLDERS, StraySearch.folders(archive.bands()));
    } else {
      askAside();
    }
  }

  private void askAside() {
    BandFacts facts = band.orElseThrow();
    List<CheckQuestion> aside = facts.objects()
        .stream()
        .filter(object -> !((Look) object.answer()).isIntact())
        .map(facts::target)
        .<CheckQuestion>map(target -> new ObjectAt(
            new Expectation(RootCheck.REPAIR + "/" + target.id().path(), archive.id(),
                Optional.of(target.id())),
            target.sha256(), CheckDepth.FULL, Keep.NOTHING))
        .toList();
    if (archive.hasRepairFolder() && !aside.isEmpty()) {
      enter(Stage.BAND_ASIDE, aside);
    } else {
      conclude(List.of());
    }
  }

  /// Concludes a slice.
  ///
  /// @param besides looks below `repair/`
  private void conclude(List<Look> besides) {
    BandFacts facts = band.orElseThrow();
    BandSlices slices = facts.slices();
    var looks = new LinkedHashMap<ObjectId, Look>();
    var aside = new HashMap<ObjectId, Look>();
    int next = 0;
    long damaged = 0;
    for (Gathered object : facts.objects()) {
      ObjectId id = facts.target(object).id();
      Look look = (Look) object.answer();
      looks.put(id, look);
      damaged += look.alarms().isEmpty() && look.contents().isEmpty() ? 0 : 1;
      if (!look.isIntact() && next < besides.size()) {
        aside.put(id, besides.get(next++));
      }
    }
    List<BandObjects.Cells> cells = stage == Stage.BAND_CELLS ? cells() : List.of();
    boolean judged = slices.isJudged(facts.name(), plan.portion());
    List<MemberLists.Group> groups = judged ? slices.groups(facts.groups()) : List.of();
    if (judged && stage != Stage.BAND_CELLS) {
      List<CheckQuestion> unsolved = new BandObjects(facts.name(), archive.id(), facts.known(),
          plan.replaces(), slices.slice(), looks, strays.toList(), aside, cells,
          new CheckLedger())
          .unsolved(groups);
      if (!unsolved.isEmpty()) {
        band = Optional.of(facts.withAside(besides));
        enter(Stage.BAND_CELLS, unsolved);
        return;
      }
    }
    List<Integer> lost = judged
        ? new BandObjects(facts.name(), archive.id(), facts.known(), plan.replaces(),
            slices.slice(), looks, strays.toList(), aside, cells, ledger)
            .conclude(groups)
        : List.of();
    BandFacts concluded = facts.plus(new Tally(slices.slice().size(), damaged, lost,
        groups.stream()
            .map(group -> GroupSummary.of(group,
                group.plan(facts.name(), Optional.empty(), List.of()), looks, facts.present()))
            .toList()));
    band = Optional.of(concluded);
    progress = new Progress(progress.timeOver(),
        slices.lastUnit(facts.name()).or(progress::reached), progress.stopped());
    if (slices.isLast()) {
      bandDone(concluded);
    } else if (progress.mayEnd()) {
      summaries = summaries.plus(concluded.summary());
      end(true);
    } else {
      askSlice(concluded);
    }
  }

  private void bandDone(BandFacts facts) {
    summaries = summaries.plus(facts.summary());
    facts.parent().ifPresent(parent -> judgeParent(facts.name(), parent));
    archive = archive.withTail(facts.name(),
        new TailMark(facts.known().state(), facts.known().tailSha256()));
    nextBand();
  }

  private List<BandObjects.Cells> cells() {
    var cells = new ArrayList<BandObjects.Cells>();
    List<CheckAnswer.Recreatable> answers = answers(CheckAnswer.Recreatable.class);
    for (int number = 0; number < answers.size(); number++) {
      cells.add(new BandObjects.Cells((CheckQuestion.GroupCells) questions.get(number),
          answers.get(number)));
    }
    return cells;
  }

  /// @param stopped whether something of the portion was not looked at
  private void end(boolean stopped) {
    band = Optional.empty();
    progress = new Progress(progress.timeOver(), progress.reached(), stopped);
    enter(Stage.DONE, List.of());
  }

  private void judgeParent(BandName child, SheetReference parent) {
    TailMark mark = archive.tails().get(parent.band());
    if (mark != null && mark.tailSha256().equals(Optional.of(parent.sha256()))) {
      return;
    }
    if (mark != null && mark.state() == BandState.PARTIAL && mark.tailSha256().isEmpty()) {
      // That the child names its tail proves that the band was finished.
      String path = ObjectId.of(parent.band(), ObjectName.TAIL).path();
      boolean told = findings.toList()
          .stream()
          .anyMatch(finding -> finding.path().equals(path)
              && finding.outcome() == Finding.Outcome.LOST);
      if (!told) {
        ledger.found(AlarmCode.TAIL_LOST, path, Finding.Outcome.LOST);
      }
    } else if (mark == null || mark.state() != BandState.PRUNED) {
      ledger.notice(
          Alarm.found(AlarmCode.PARENT_MISSING, child.toString(), parent.band().toString()));
    }
  }
}
