package dura.band.machine;

import dura.band.model.FileExtent;
import dura.band.model.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The entries that a restore has before it, the one it works on first, and which of their extents
/// are being fetched ahead. Extents are fetched in order, each once. A value.
///
/// @param jobs entries
/// @param begun how many of the first entries need nothing more to be fetched
/// @param nextNumber number of the next extent that joins the queue
/// @param bytesAhead bytes of the extents that are being fetched or wait to be taken
/// @param extents number of extents of all entries
record RestoreQueue(List<Job> jobs, int begun, long nextNumber, long bytesAhead, int extents) {
  /// The most extents that wait: their index entries take memory.
  static final int MAX_EXTENTS = 16_384;

  static final RestoreQueue EMPTY = new RestoreQueue(List.of(), 0, 0, 0, 0);

  /// Where an entry comes from.
  enum Origin {
    /// It stands in the index under this path.
    INDEX,
    /// It is the entry under which the index has the contents of a file of several names.
    ORIGINAL
  }

  /// An entry before the machine.
  ///
  /// @param firstNumber number of its first extent
  /// @param started how many of its extents have been asked for
  /// @param taken how many of them came
  record Job(TreeEntry entry, Origin origin, long firstNumber, int started, int taken) {
    int count() {
      return entry.fields().getExtentCount();
    }

    private Job withStarted(int number) {
      return new Job(entry, origin, firstNumber, number, taken);
    }
  }

  RestoreQueue {
    jobs = List.copyOf(jobs);
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  Job head() {
    return jobs.getFirst();
  }

  /// The entry behind the head's.
  Optional<TreeEntry> second() {
    return jobs.size() > 1 ? Optional.of(jobs.get(1).entry()) : Optional.empty();
  }

  RestoreQueue append(TreeEntry entry) {
    var longer = new ArrayList<>(jobs);
    int count = entry.fields().getExtentCount();
    longer.add(new Job(entry, Origin.INDEX, nextNumber, 0, 0));
    return new RestoreQueue(longer, begun, nextNumber + count, bytesAhead, extents + count);
  }

  /// The queue with `originals` in place of the head; what was fetched of that is let go.
  RestoreQueue replaceHead(List<TreeEntry> originals, List<RestoreEffect> effects) {
    RestoreQueue rest = dropHead(effects);
    var replaced = new ArrayList<Job>(jobs.size() + originals.size());
    long number = nextNumber;
    int count = rest.extents();
    for (TreeEntry entry : originals) {
      replaced.add(new Job(entry, Origin.ORIGINAL, number, 0, 0));
      number += entry.fields().getExtentCount();
      count += entry.fields().getExtentCount();
    }
    replaced.addAll(rest.jobs());
    return new RestoreQueue(replaced, 0, number, rest.bytesAhead(), count);
  }

  /// Asks for extents in order as long as fewer than `maxBytes` are ahead.
  RestoreQueue fetch(long maxBytes, List<RestoreEffect> effects) {
    if (begun == jobs.size()) {
      return this;
    }
    var changed = new ArrayList<>(jobs);
    long ahead = bytesAhead;
    int at = begun;
    for (boolean room = true; room && at < jobs.size();) {
      Job job = jobs.get(at);
      int started = job.started();
      while (started < job.count() && ahead < maxBytes) {
        FileExtent extent = job.entry().extent(started);
        effects.add(new RestoreEffect.Prefetch(job.firstNumber() + started, extent));
        ahead += extent.length();
        started++;
      }
      changed.set(at, job.withStarted(started));
      room = started == job.count();
      at += room ? 1 : 0;
    }
    return new RestoreQueue(changed, at, nextNumber, ahead, extents);
  }

  /// Asks for the next extent of the head, however much is ahead.
  RestoreQueue fetchOne(List<RestoreEffect> effects) {
    Job job = head();
    FileExtent extent = job.entry().extent(job.started());
    effects.add(new RestoreEffect.Prefetch(job.firstNumber() + job.started(), extent));
    var changed = new ArrayList<>(jobs);
    changed.set(0, job.withStarted(job.started() + 1));
    return new RestoreQueue(changed, begun, nextNumber, bytesAhead + extent.length(), extents);
  }

  /// The queue whose head is the one that carries the contents of its file.
  RestoreQueue withHeadOriginal() {
    Job job = head();
    var changed = new ArrayList<>(jobs);
    changed.set(0, new Job(job.entry(), Origin.ORIGINAL, job.firstNumber(), job.started(),
        job.taken()));
    return new RestoreQueue(changed, begun, nextNumber, bytesAhead, extents);
  }

  /// The queue when the next extent of the head came.
  RestoreQueue taken() {
    Job job = head();
    var changed = new ArrayList<>(jobs);
    changed.set(0, new Job(job.entry(), job.origin(), job.firstNumber(), job.started(),
        job.taken() + 1));
    return new RestoreQueue(changed, begun, nextNumber,
        bytesAhead - job.entry().extent(job.taken()).length(), extents);
  }

  /// The queue without the head, whose extents are taken elsewhere: they count until that is
  /// [#settled].
  RestoreQueue handOverHead() {
    return new RestoreQueue(jobs.subList(1, jobs.size()), Math.max(0, begun - 1), nextNumber,
        bytesAhead, extents);
  }

  /// The queue when all extents of a job that was handed over are taken.
  RestoreQueue settled(Job job) {
    long taken = 0;
    for (int i = 0; i < job.count(); i++) {
      taken += job.entry().extent(i).length();
    }
    return new RestoreQueue(jobs, begun, nextNumber, bytesAhead - taken, extents - job.count());
  }

  /// The queue without the head; what was fetched of it and not taken is let go.
  RestoreQueue dropHead(List<RestoreEffect> effects) {
    Job job = head();
    long ahead = bytesAhead;
    for (int i = job.taken(); i < job.started(); i++) {
      effects.add(new RestoreEffect.Release(job.firstNumber() + i));
      ahead -= job.entry().extent(i).length();
    }
    return new RestoreQueue(jobs.subList(1, jobs.size()), Math.max(0, begun - 1), nextNumber,
        ahead, extents - job.count());
  }
}
