package dura.band.run;

import dura.band.machine.KeptGroups;
import dura.band.machine.Retention.Candidate;
import dura.band.machine.Retention.SourceSet;
import dura.band.machine.Sweep;
import dura.band.model.BandHead;
import dura.band.model.BandTail;
import dura.band.model.Descriptions;
import dura.band.model.GroupNumbers;
import dura.band.model.IndexHunk;
import dura.band.model.PrunedSheet;
import dura.band.model.Sums;
import dura.band.model.TombstoneSheet;
import dura.band.run.ArchiveException.Reason;
import dura.band.run.BandInfo.State;
import dura.band.run.PruneSurvey.Seen;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.ClearSigner;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.Identity;
import dura.codec.envelope.StoredBytes;
import dura.proto.IndexRoot;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes bands away (format-spec/75-band.md, "Pruning"): marks them, and removes what no other band
/// needs. May end at any moment; done again it goes on. Reads heads, tails and sums, no data.
public final class PruneDriver {
  /// What becomes of a band.
  public enum Change {
    /// A finished band goes.
    PRUNE,
    /// An open band is given up.
    ABANDON,
    /// A band that went before loses what is not needed any more.
    SWEEP
  }

  /// What becomes of a band.
  ///
  /// @param objects number of objects that go
  /// @param freedBytes their lengths
  /// @param keptGroups groups that stay, since other bands need them
  /// @param proven whether it is known what its groups consist of; otherwise its objects stay
  public record Step(BandName band, Change change, int objects, long freedBytes, int keptGroups,
      boolean proven) {}

  private final ArchiveReader archive;
  private final Store store;
  private final Optional<Identity> signer;
  private final InstantSource clock;

  /// @param signer signs what takes the place of tails
  public PruneDriver(ArchiveReader archive, Optional<Identity> signer, InstantSource clock) {
    this.archive = archive;
    this.store = archive.store();
    this.signer = signer;
    this.clock = clock;
  }

  /// The finished bands as a policy judges them, in order.
  public List<Candidate> candidates() throws IOException, AbortedException {
    var candidates = new ArrayList<Candidate>();
    for (Seen seen : PruneSurvey.of(archive).bands()) {
      Optional<BandTail> tail = seen.info().tail();
      if (seen.info().finished() && tail.isPresent()) {
        Optional<IndexRoot> root = archive.hunks()
            .read(tail.get().indexRoot())
            .hunk()
            .flatMap(hunk -> hunk instanceof IndexHunk.Root found
                ? Optional.of(found.fields())
                : Optional.empty());
        candidates.add(new Candidate(seen.info().name(), tail.get().ended(),
            root.map(PruneDriver::set),
            root.map(found -> Set.copyOf(found.getTagList())).orElse(Set.of()),
            Parent.isVouched(seen.info(), archive)));
      }
    }
    return candidates;
  }

  private static SourceSet set(IndexRoot root) {
    return new SourceSet(root.getHost(), root.getSourceList()
        .stream()
        .map(source -> ByteSlice.of(source.getName()))
        .collect(Collectors.toSet()));
  }

  /// What would be done; nothing is written.
  ///
  /// @param chosen bands that are to go: finished ones are pruned, open ones given up
  /// @throws ArchiveException [Reason.NeedsUnknown], [Reason.TailUnreadable]
  public List<Step> plan(Set<BandName> chosen)
      throws IOException, ArchiveException, AbortedException {
    PruneSurvey survey = PruneSurvey.of(archive);
    requireMovable(survey, chosen);
    KeptGroups kept = survey.mark(chosen);
    var steps = new ArrayList<Step>();
    for (Seen seen : survey.bands()) {
      boolean goes = chosen.contains(seen.info().name());
      if (isSwept(seen, goes)) {
        Step step = step(seen, sweep(seen, kept));
        if (goes || step.objects() > 0) {
          steps.add(step);
        }
      }
    }
    return steps;
  }

  private static boolean isSwept(Seen seen, boolean chosen) {
    return chosen && !seen.settled() || switch (seen.info().state()) {
      case PRUNED, ABANDONED -> !seen.settled();
      case FINISHED, PARTIAL -> false;
    };
  }

  private static Step step(Seen seen, Optional<Sweep> sweep) {
    Change change = switch (seen.info().state()) {
      case FINISHED -> Change.PRUNE;
      case PARTIAL -> Change.ABANDON;
      case PRUNED, ABANDONED -> Change.SWEEP;
    };
    return new Step(seen.info().name(), change, sweep.map(found -> found.gone().size()).orElse(0),
        sweep.map(Sweep::freedBytes).orElse(0L), sweep.map(found -> found.keeps().size()).orElse(0),
        sweep.isPresent());
  }

  private void requireMovable(PruneSurvey survey, Set<BandName> chosen) throws ArchiveException {
    for (BandName name : chosen) {
      Optional<Seen> seen = survey.band(name);
      if (seen.isEmpty()) {
        throw new ArchiveException(new Reason.NoSuchBand(name.toString()));
      }
      if (seen.get().info().state() == State.PARTIAL
          && seen.get().remains().has(ObjectName.TAIL)) {
        throw new ArchiveException(new Reason.TailUnreadable(name));
      }
    }
  }

  private Optional<Sweep> sweep(Seen seen, KeptGroups kept) throws IOException {
    BandName name = seen.info().name();
    Map<String, Long> present = seen.remains().objects(store);
    return switch (seen.info().state()) {
      case FINISHED -> {
        BandTail tail = seen.info().tail().orElseThrow();
        yield Sweep.ofPruned(tail, all(tail, ByteSlice.EMPTY, ByteSlice.EMPTY),
            PruneSurvey.sums(store, name), present, kept);
      }
      case PRUNED -> {
        Optional<ByteSlice> sums = PruneSurvey.sums(store, name);
        yield seen.former()
            .flatMap(former -> Sweep.ofPruned(former.tail(), former.sheet(), sums, present, kept));
      }
      case PARTIAL, ABANDONED -> Sweep.ofAbandoned(name, archive.groups(name), present, kept);
    };
  }

  /// The sheet of a band that is pruned now: nothing of it is gone yet.
  private PrunedSheet all(BandTail tail, ByteSlice sha256, ByteSlice payload) {
    return new PrunedSheet(archive.header().id(), tail.head().band(), now(), sha256, payload,
        GroupNumbers.range(0, tail.groups().size()), tail.sumsSha256());
  }

  private Instant now() {
    return clock.instant();
  }

  /// Takes bands away: first marks all of them, then looks once more which bands are open, and only
  /// then removes what nobody needs.
  ///
  /// @param chosen as for [#plan]
  /// @throws IOException where the place fails; done again it goes on
  /// @throws ArchiveException [Reason.NeedsUnknown], [Reason.TailUnreadable]
  public List<Step> run(Set<BandName> chosen)
      throws IOException, ArchiveException, AbortedException, CryptException {
    PruneSurvey before = PruneSurvey.of(archive);
    requireMovable(before, chosen);
    before.mark(chosen);
    var changing = new LinkedHashSet<>(chosen);
    for (Seen seen : before.bands()) {
      BandInfo info = seen.info();
      boolean goes = chosen.contains(info.name());
      if (goes && info.state() == State.FINISHED) {
        markPruned(info);
      } else if (goes && info.state() == State.PARTIAL) {
        markAbandoned(info);
      } else if (info.state() == State.PRUNED && !seen.settled()) {
        settle(seen);
      } else if (info.state() == State.ABANDONED) {
        settleTombstone(seen);
      }
    }
    PruneSurvey survey = before.again(changing);
    KeptGroups kept = survey.mark(Set.of());
    var steps = new ArrayList<Step>();
    for (Seen seen : survey.bands()) {
      if (isSwept(seen, false)) {
        Optional<Sweep> sweep = sweep(seen, kept);
        if (sweep.isPresent()) {
          remove(seen, sweep.get());
        } else if (seen.info().state() == State.PRUNED) {
          archive.raise(Alarm.of(AlarmCode.SUMS_MISMATCH,
              seen.info().name() + "/" + Sums.PATH));
        }
        Step step = step(seen, sweep);
        Change change = before.band(step.band())
            .map(was -> step(was, Optional.empty()).change())
            .orElse(Change.SWEEP);
        if (chosen.contains(step.band()) || step.objects() > 0) {
          steps.add(new Step(step.band(), change, step.objects(), step.freedBytes(),
              step.keptGroups(), step.proven()));
        }
      }
    }
    return steps;
  }

  /// Puts `pruned.tar`, which from now on says what the band is, and takes the tails away.
  private void markPruned(BandInfo info) throws IOException, CryptException {
    BandTail tail = info.tail().orElseThrow();
    ByteSlice payload = archive.tails()
        .read(info.name(), Set.copyOf(ObjectId.of(info.name(), ObjectName.TAIL).paths()))
        .payload()
        .orElseThrow(() -> new IOException(
            ObjectId.of(info.name(), ObjectName.TAIL).path() + " cannot be read any more"));
    PrunedSheet sheet = all(tail, info.tailSha256().orElseThrow(), payload);
    ByteSlice object = object(tail.head(), sheet);
    for (String path : ObjectId.of(info.name(), ObjectName.PRUNED).paths()) {
      store.putIfAbsent(path, object);
    }
    removeTails(info.name());
  }

  private ByteSlice object(BandHead head, PrunedSheet sheet) throws CryptException {
    return Descriptions.pruned(head, signed(sheet.render()), signer.isPresent()).bytes();
  }

  private ByteSlice signed(ByteSlice text) throws CryptException {
    return signer.isEmpty()
        ? text
        : ByteSlice.of(
            ClearSigner.sign(new String(text.toByteArray(), StandardCharsets.US_ASCII),
                signer.get(), now().getEpochSecond()));
  }

  private void removeTails(BandName band) throws IOException {
    for (String path : ObjectId.of(band, ObjectName.TAIL).paths().reversed()) {
      store.delete(path);
    }
  }

  /// Completes the marks of a band whose pruning was interrupted.
  private void settle(Seen seen) throws IOException, CryptException {
    BandName band = seen.info().name();
    Optional<ByteSlice> object = seen.former().map(TailReader.Former::object);
    if (object.isEmpty()) {
      TailReader.Found found = archive.tails()
          .read(band, Set.copyOf(ObjectId.of(band, ObjectName.TAIL).paths()));
      if (found.tail().isEmpty()) {
        return;
      }
      BandTail tail = found.tail().get();
      object = Optional.of(object(tail.head(), all(tail, found.objectSha256().orElseThrow(),
          found.payload().orElseThrow())));
    }
    for (String path : ObjectId.of(band, ObjectName.PRUNED).paths()) {
      makeEqual(path, object.get());
    }
    if (seen.remains().has(ObjectName.TAIL)) {
      removeTails(band);
    }
  }

  /// Puts a tombstone where the tail would stand: exactly one of its writer and of this wins.
  private void markAbandoned(BandInfo info)
      throws IOException, CryptException, ArchiveException {
    BandHead head = info.head()
        .orElseThrow(
            () -> new ArchiveException(new Reason.NeedsUnknown(List.of(info.name()))));
    var sheet = new TombstoneSheet(archive.header().id(), info.name(), now());
    ByteSlice object =
        Descriptions.tombstone(head, signed(sheet.render()), signer.isPresent()).bytes();
    List<String> paths = ObjectId.of(info.name(), ObjectName.TAIL).paths();
    if (store.putIfAbsent(paths.getFirst(), object) == Store.Put.EXISTS
        && !isThere(paths.getFirst(), object)) {
      throw new ArchiveException(new Reason.TailUnreadable(info.name()));
    }
    for (String path : paths.subList(1, paths.size())) {
      store.putIfAbsent(path, object);
    }
  }

  /// Puts the copies of a tombstone that are missing.
  private void settleTombstone(Seen seen) throws IOException {
    List<String> paths = ObjectId.of(seen.info().name(), ObjectName.TAIL).paths();
    Optional<ByteSlice> first =
        store.read(paths.getFirst())
            .filter(stored -> stored.unreadable().isEmpty())
            .map(
                StoredBytes::bytes);
    if (first.isPresent()) {
      for (String path : paths.subList(1, paths.size())) {
        store.putIfAbsent(path, first.get());
      }
    }
  }

  private boolean isThere(String path, ByteSlice bytes) throws IOException {
    return store.read(path)
        .filter(stored -> stored.unreadable().isEmpty() && stored.bytes().equals(bytes))
        .isPresent();
  }

  private void makeEqual(String path, ByteSlice bytes) throws IOException {
    if (isThere(path, bytes)) {
      return;
    }
    Optional<Store.Replacing> replacing = store.replacing();
    if (replacing.isPresent()) {
      replacing.get().replace(path, bytes);
    } else {
      store.delete(path);
      store.putIfAbsent(path, bytes);
    }
  }

  /// Removes what is not needed: first it is said, then the sums are made to agree, then it goes.
  private void remove(Seen seen, Sweep sweep) throws IOException, CryptException {
    BandName band = seen.info().name();
    Optional<TailReader.Former> former = seen.former();
    if (sweep.sums().isPresent() && former.isPresent()) {
      ByteSlice sums = sweep.sums().get();
      if (!former.get().sheet().keeps().equals(sweep.keeps())) {
        PrunedSheet fewer = former.get()
            .sheet()
            .keeping(sweep.keeps(), Sha256.of(sums), now());
        ByteSlice object = object(former.get().tail().head(), fewer);
        for (String path : ObjectId.of(band, ObjectName.PRUNED).paths()) {
          makeEqual(path, object);
        }
      }
      makeEqual(band + "/" + Sums.PATH, sums);
    } else if (seen.remains().names().contains(Sums.PATH)) {
      store.delete(band + "/" + Sums.PATH);
    }
    for (String path : sweep.gone()) {
      store.delete(path);
    }
  }
}
