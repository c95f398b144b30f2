package dura.band.run;

import dura.band.machine.CheckAnswer;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckQuestion;
import dura.band.machine.CheckQuestion.Keep;
import dura.band.machine.CheckQuestion.ObjectAt;
import dura.band.machine.Look;
import dura.band.machine.Standing;
import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.envelope.HeadFinder;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.codec.head.HeadCodec;
import dura.codec.head.HeadLayout;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectChecker;
import dura.codec.pipeline.ObjectChecker.Checked;
import dura.codec.pipeline.ObjectDecoder;
import dura.proto.ObjectHead;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Answers the questions of a check from a store. Trouble with the store is an answer like any other.
/// Thread-safe.
final class ObjectInspector {
  /// Enough for the first head of any object but those of the longest lists.
  private static final int HEAD_BYTES = 1 << 16;

  /// Folders in folders, as an archive has them below `repair/`.
  private static final int DEEPEST = 4;

  private final Store store;
  private final Contents contents;
  private final AtomicLong bytesRead = new AtomicLong();

  /// Who knows what objects should contain.
  interface Contents {
    /// Nobody.
    Contents UNKNOWN = (_, _) -> List.of();

    /// What is wrong with the content of an object whose bytes are good, or could be made good.
    List<Alarm> wrong(ObjectId id, DecodedObject.Good object);
  }

  ObjectInspector(Store store) {
    this(store, Contents.UNKNOWN);
  }

  /// @param contents is asked where a check goes as deep as that
  ObjectInspector(Store store, Contents contents) {
    this.store = store;
    this.contents = contents;
  }

  /// Bytes of objects that were read so far.
  long bytesRead() {
    return bytesRead.get();
  }

  CheckAnswer answer(CheckQuestion question) {
    return switch (question) {
      case CheckQuestion.Names names -> names(names.directory());
      case CheckQuestion.FilesBelow below -> below(below.directory());
      case CheckQuestion.WholeFile file -> file(file);
      case ObjectAt object -> object(object);
      case CheckQuestion.GroupCells group -> recreatable(group);
    };
  }

  private CheckAnswer recreatable(CheckQuestion.GroupCells question) {
    var objects = new WholeObjects(store, question.archiveId());
    GroupCells cells = GroupCells.solve(question.group(), objects.damaged(question.group()));
    return new CheckAnswer.Recreatable(question.wanted()
        .stream()
        .filter(place -> cells.object(place).isPresent())
        .collect(Collectors.toSet()));
  }

  private CheckAnswer names(String directory) {
    try {
      return new CheckAnswer.Names(store.list(directory)
          .stream()
          .map(listed -> new CheckAnswer.Name(listed.name(), listed.directory(),
              listed.length()))
          .toList(), Optional.empty());
    } catch (IOException e) {
      return new CheckAnswer.Names(List.of(),
          Optional.of(trouble(directory.isEmpty() ? "." : directory, e)));
    }
  }

  private CheckAnswer below(String directory) {
    var files = new ArrayList<CheckAnswer.Name>();
    try {
      collect(directory, "", files, DEEPEST);
    } catch (IOException e) {
      return new CheckAnswer.Names(files, Optional.of(trouble(directory, e)));
    }
    return new CheckAnswer.Names(files, Optional.empty());
  }

  private void collect(String directory, String below, List<CheckAnswer.Name> files, int levels)
      throws IOException {
    for (Store.Listed listed : store.list(directory)) {
      if (!listed.directory()) {
        files.add(new CheckAnswer.Name(below + listed.name(), false, listed.length()));
      } else if (levels > 1) {
        collect(directory + "/" + listed.name(), below + listed.name() + "/", files, levels - 1);
      }
    }
  }

  private CheckAnswer file(CheckQuestion.WholeFile file) {
    try {
      Optional<StoredBytes> stored = store.read(file.path(), 0, file.atMost());
      if (stored.isPresent() && !stored.get().unreadable().isEmpty()) {
        return new CheckAnswer.FileBytes(Optional.empty(),
            Optional.of(Alarm.of(AlarmCode.OBJECT_IOERROR, file.path())));
      }
      return new CheckAnswer.FileBytes(stored.map(StoredBytes::bytes), Optional.empty());
    } catch (IOException e) {
      return new CheckAnswer.FileBytes(Optional.empty(), Optional.of(trouble(file.path(), e)));
    }
  }

  private Look object(ObjectAt question) {
    String path = question.expected().path();
    try {
      if (question.depth() == CheckDepth.QUICK) {
        Optional<Look> glance = glance(question);
        if (glance.isPresent()) {
          return glance.get();
        }
      }
      Optional<StoredBytes> stored = store.read(path);
      stored.ifPresent(bytes -> bytesRead.addAndGet(bytes.length()));
      return stored.isPresent()
          ? deepLook(question, stored.get())
          : look(new Standing.Missing(), List.of(Alarm.of(AlarmCode.OBJECT_MISSING, path)));
    } catch (IOException e) {
      Alarm alarm = trouble(path, e);
      return look(alarm.code() == AlarmCode.OBJECT_DENIED
          ? new Standing.Denied()
          : new Standing.Damaged(), List.of(alarm));
    }
  }

  /// What the bytes of an object come to, and where that is asked for what they mean.
  private Look deepLook(ObjectAt question, StoredBytes stored) {
    Look look = look(question, stored);
    if (question.depth() != CheckDepth.DEEP || look.ownSha256().isEmpty()) {
      return look;
    }
    return question.expected()
        .id()
        .filter(_ -> question.listedSha256().isEmpty()
            || question.listedSha256().equals(look.ownSha256()))
        .flatMap(id -> ObjectDecoder
            .decode(question.expected(), stored) instanceof DecodedObject.Good good
                ? Optional.of(look.withContents(contents.wrong(id, good)))
                : Optional.empty())
        .orElse(look);
  }

  private static Look look(Standing standing, List<Alarm> alarms) {
    return new Look(standing, alarms, Optional.empty(), Optional.empty());
  }

  /// The object where its first head is good and its length is what the head says: no more is read.
  private Optional<Look> glance(ObjectAt question) throws IOException {
    String path = question.expected().path();
    Optional<Found> found = store.read(path, 0, HEAD_BYTES)
        .filter(stored -> stored.unreadable().isEmpty())
        .flatMap(stored -> HeadFinder.find(stored.bytes()))
        .filter(head -> isExpected(question.expected(), head.head()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int end = found.get().layout().objectLength() - HeadLayout.TAR_END;
    boolean ends = store.read(path, end, HeadLayout.TAR_END + 1)
        .filter(stored -> stored.unreadable().isEmpty())
        .filter(stored -> stored.bytes().equals(ByteSlice.of(new byte[HeadLayout.TAR_END])))
        .isPresent();
    return ends
        ? Optional.of(new Look(new Standing.Intact(Optional.empty()), List.of(),
            head(question.keep(), found.get().head()), Optional.empty()))
        : Optional.empty();
  }

  private static boolean isExpected(Expectation expected, ObjectHead head) {
    return expected.archiveId().map(ByteSlice.of(head.getArchiveId())::equals).orElse(true)
        && expected.id().map(HeadCodec.id(head)::equals).orElse(true);
  }

  private static Optional<ObjectHead> head(Keep keep, ObjectHead head) {
    return keep == Keep.NOTHING
        ? Optional.empty()
        : Optional.of(head.toBuilder().clearCellCrc().build());
  }

  /// What the bytes of an object come to.
  static Look look(ObjectAt question, StoredBytes stored) {
    if (question.keep() == Keep.NOTHING && question.listedSha256().isPresent()
        && isListed(question, stored)) {
      return look(new Standing.Intact(question.listedSha256()), List.of());
    }
    Checked checked = ObjectChecker.check(question.expected(), stored);
    var alarms = new ArrayList<Alarm>();
    if (!stored.unreadable().isEmpty()) {
      alarms.add(Alarm.of(AlarmCode.OBJECT_IOERROR, question.expected().path()));
    }
    alarms.addAll(checked.alarms());
    return switch (checked.decoded()) {
      case DecodedObject.Good good -> new Look(good(checked, stored, alarms), alarms,
          head(question.keep(), good.found().head()),
          question.keep() == Keep.PAYLOAD ? Optional.of(good.payload()) : Optional.empty());
      case DecodedObject.Lost lost -> new Look(new Standing.Damaged(), alarms,
          head(question.keep(), lost.found().head()), Optional.empty());
      case DecodedObject.Absent _ -> look(other(question.expected(), stored, alarms), alarms);
    };
  }

  private static Standing good(Checked checked, StoredBytes stored, List<Alarm> alarms) {
    if (checked.mended().isPresent()) {
      return new Standing.Mendable(Sha256.of(checked.mended().get()));
    }
    return alarms.isEmpty()
        ? new Standing.Intact(Optional.of(Sha256.of(stored.bytes())))
        : new Standing.Damaged();
  }

  /// Whether these are the very bytes that the list names, and by their first head an object.
  private static boolean isListed(ObjectAt question, StoredBytes stored) {
    return stored.unreadable().isEmpty()
        && question.listedSha256().equals(Optional.of(Sha256.of(stored.bytes())))
        && HeadFinder
            .find(stored.bytes().slice(0, Math.min(HEAD_BYTES, stored.length())))
            .filter(found -> isExpected(question.expected(), found.head())
                && found.layout().objectLength() == stored.length())
            .isPresent();
  }

  /// What stands there instead of the object.
  private static Standing other(Expectation expected, StoredBytes stored, List<Alarm> alarms) {
    boolean foreign = alarms.stream().anyMatch(a -> a.code() == AlarmCode.ARCHIVE_FOREIGN);
    boolean misplaced = alarms.stream().anyMatch(a -> a.code() == AlarmCode.OBJECT_MISPLACED);
    if (!foreign && !misplaced) {
      return new Standing.Damaged();
    }
    Checked checked = ObjectChecker.check(Expectation.ofFile(expected.path()), stored);
    if (!(checked.decoded() instanceof DecodedObject.Good good)) {
      return new Standing.Damaged();
    }
    ObjectId found = HeadCodec.id(good.found().head());
    Optional<ByteSlice> sha256 = misplaced
        ? checked.mended()
            .or(() -> Optional.of(stored.bytes()).filter(_ -> checked.alarms().isEmpty()))
            .map(Sha256::of)
        : Optional.empty();
    return new Standing.Misplaced(found, sha256);
  }

  private static Alarm trouble(String path, IOException failure) {
    boolean denied = failure instanceof AccessDeniedException
        || failure instanceof PosixException posix
            && (posix.errno() == Errno.EACCES || posix.errno() == Errno.EPERM);
    return Alarm.found(denied ? AlarmCode.OBJECT_DENIED : AlarmCode.OBJECT_IOERROR, path,
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
  }
}
