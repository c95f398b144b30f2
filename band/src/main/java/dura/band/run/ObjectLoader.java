package dura.band.run;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.StoredBytes;
import dura.codec.pipeline.DecodedObject;
import dura.codec.pipeline.Expectation;
import dura.codec.pipeline.ObjectDecoder;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Objects from a store: from their own place, their copies, or what a repair put aside for them;
/// where these do not serve, recreated from their group, or found under other objects' names. Trouble with the store is an alarm like any other damage. Thread-safe.
final class ObjectLoader {
  /// Where repaired objects are, in stores that cannot replace (format-spec/80-archive.md).
  private static final String REPAIRED = "repair/";

  private final Store store;
  private final ByteSlice archiveId;
  private final GroupRecovery recovery;

  ObjectLoader(Store store, ByteSlice archiveId, GroupRecovery recovery) {
    this.store = store;
    this.archiveId = archiveId;
    this.recovery = recovery;
  }

  /// The best that is there of `id`: intact, else damaged, else absent; with every alarm on the way.
  DecodedObject load(ObjectId id) {
    var alarms = new ArrayList<Alarm>();
    Optional<DecodedObject.Lost> lost = Optional.empty();
    for (String path : places(id)) {
      switch (loadAt(store, Expectation.of(archiveId, id).at(path))) {
        case DecodedObject.Good good -> {
          alarms.addAll(good.alarms());
          return new DecodedObject.Good(good.found(), good.payload(), good.parity(), alarms);
        }
        case DecodedObject.Lost damaged -> {
          alarms.addAll(damaged.alarms());
          lost = lost.or(() -> Optional.of(damaged));
        }
        case DecodedObject.Absent absent -> alarms.addAll(absent.alarms());
      }
    }
    // That nothing was put aside for the object is no news.
    alarms.removeIf(alarm -> alarm.code() == AlarmCode.OBJECT_MISSING
        && alarm.where().path().startsWith(REPAIRED));
    Optional<DecodedObject> recreated = recreated(id, alarms);
    if (recreated.isPresent()) {
      return recreated.get();
    }
    Optional<DecodedObject> moved = elsewhere(id, alarms);
    if (moved.isPresent()) {
      return moved.get();
    }
    lost = better(lost, id);
    if (lost.isPresent()) {
      DecodedObject.Lost found = lost.get();
      return new DecodedObject.Lost(found.found(), found.payload(), found.lost(), alarms);
    }
    return new DecodedObject.Absent(alarms);
  }

  /// What is left of an object, with what its group gives back of it where that is more.
  private Optional<DecodedObject.Lost> better(Optional<DecodedObject.Lost> lost, ObjectId id) {
    Optional<DecodedObject.Lost> rest = recovery.rest(id)
        .map(stored -> ObjectDecoder.decode(Expectation.of(archiveId, id), stored))
        .flatMap(decoded -> decoded instanceof DecodedObject.Lost damaged
            ? Optional.of(damaged)
            : Optional.empty());
    return rest.filter(found -> lost.isEmpty() || lostBytes(found) < lostBytes(lost.get()))
        .or(() -> lost);
  }

  private static long lostBytes(DecodedObject.Lost lost) {
    return lost.lost().stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  /// The object from its group. The alarm that says why it had to be says that it was.
  private Optional<DecodedObject> recreated(ObjectId id, List<Alarm> alarms) {
    return recovery.recreate(id)
        .flatMap(recreated -> instead(id, recreated.object(), alarms,
            "recreated in memory from group " + recreated.group()));
  }

  /// The object as it stands under another's name.
  private Optional<DecodedObject> elsewhere(ObjectId id, List<Alarm> alarms) {
    return recovery.elsewhere(id)
        .flatMap(found -> instead(id, found.object(), alarms, "taken from " + found.path()));
  }

  /// @param told how the object was had
  private Optional<DecodedObject> instead(ObjectId id, ByteSlice object, List<Alarm> alarms,
      String told) {
    if (alarms.isEmpty() || !(ObjectDecoder.decode(Expectation.of(archiveId, id),
        new StoredBytes(object, List.of())) instanceof DecodedObject.Good good)) {
      return Optional.empty();
    }
    Alarm why = alarms.getLast();
    var all = new ArrayList<>(alarms.subList(0, alarms.size() - 1));
    all.add(new Alarm(why.code(), why.where(), why.expected(),
        why.found().isEmpty() ? told : why.found() + "; " + told));
    return Optional.of(
        new DecodedObject.Good(good.found(), good.payload(), good.parity(), List.copyOf(all)));
  }

  private static List<String> places(ObjectId id) {
    var places = new ArrayList<>(id.paths());
    places.add(REPAIRED + id.path());
    return places;
  }

  /// What stands at one path.
  static DecodedObject loadAt(Store store, Expectation expected) {
    Optional<StoredBytes> stored;
    try {
      stored = store.read(expected.path());
    } catch (IOException failure) {
      AlarmCode code = isDenied(failure) ? AlarmCode.OBJECT_DENIED : AlarmCode.OBJECT_IOERROR;
      return new DecodedObject.Absent(
          List.of(Alarm.found(code, expected.path(), String.valueOf(failure.getMessage()))));
    }
    if (stored.isEmpty()) {
      return new DecodedObject.Absent(
          List.of(Alarm.of(AlarmCode.OBJECT_MISSING, expected.path())));
    }
    DecodedObject decoded = ObjectDecoder.decode(expected, stored.get());
    return stored.get().unreadable().isEmpty() ? decoded : withReadErrors(expected, decoded);
  }

  private static DecodedObject withReadErrors(Expectation expected, DecodedObject decoded) {
    var alarms = new ArrayList<Alarm>();
    alarms.add(Alarm.of(AlarmCode.OBJECT_IOERROR, expected.path()));
    alarms.addAll(decoded.alarms());
    return switch (decoded) {
      case DecodedObject.Good good ->
          new DecodedObject.Good(good.found(), good.payload(), good.parity(), alarms);
      case DecodedObject.Lost lost ->
          new DecodedObject.Lost(lost.found(), lost.payload(), lost.lost(), alarms);
      case DecodedObject.Absent _ -> new DecodedObject.Absent(alarms);
    };
  }

  private static boolean isDenied(IOException failure) {
    return failure instanceof AccessDeniedException
        || failure instanceof PosixException posix
            && (posix.errno() == Errno.EACCES || posix.errno() == Errno.EPERM);
  }
}
