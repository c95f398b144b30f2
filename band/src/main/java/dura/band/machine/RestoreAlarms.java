package dura.band.machine;

import dura.band.machine.RestoreEvent.Fetched;
import dura.band.machine.RestoreEvent.Outcome;
import dura.band.model.ArchivePath;
import dura.band.model.FileExtent;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import java.util.ArrayList;
import java.util.List;

/// What one step of a [RestoreMachine] has to say.
final class RestoreAlarms {
  private final List<Alarm> raised = new ArrayList<>();

  void add(Alarm alarm) {
    raised.add(alarm);
  }

  List<Alarm> toList() {
    return List.copyOf(raised);
  }

  /// A range of a file is left as a hole.
  void lost(ArchivePath path, long offset, long length, String reason) {
    raised.add(new Alarm(AlarmCode.EXTENT_LOST, Location.range(path.toString(), offset, length),
        "", reason));
  }

  /// An extent of a file is left as a hole.
  void lost(ArchivePath path, FileExtent extent, Fetched instead) {
    switch (instead) {
      case Fetched.Bytes _ -> throw new IllegalStateException("nothing is lost");
      case Fetched.Mismatch _ -> {
        raised.add(Alarm.found(AlarmCode.EXTENT_MISMATCH, extent.blockId().path(),
            path + "@" + extent.offset() + "+" + extent.length()));
        lost(path, extent.offset(), extent.length(), "its bytes have another SHA-256");
      }
      case Fetched.Unavailable(String reason) ->
          lost(path, extent.offset(), extent.length(), reason);
    }
  }

  void metadata(ArchivePath path, Outcome outcome) {
    switch (outcome) {
      case Outcome.Incomplete(List<String> aspects) -> aspects.forEach(aspect -> raised
          .add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), aspect)));
      case Outcome.Made _,Outcome.There _ -> {
        // As it should be.
      }
      case Outcome.Denied(String reason) ->
          raised.add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), reason));
      case Outcome.Failed(String reason) ->
          raised.add(Alarm.found(AlarmCode.METADATA_DENIED, path.toString(), reason));
      case Outcome.Exists _,Outcome.NoOriginal _ ->
          throw new IllegalStateException("no outcome of setting metadata");
    }
  }

  /// Whether the thing is there now.
  boolean unlessMade(ArchivePath path, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Made _,Outcome.There _,Outcome.Incomplete _ -> true;
      case Outcome.Exists _ -> alarmed(Alarm.of(AlarmCode.TARGET_EXISTS, path.toString()));
      case Outcome.Denied(String reason) ->
          alarmed(Alarm.found(AlarmCode.TARGET_DENIED, path.toString(), reason));
      case Outcome.Failed(String reason) ->
          alarmed(Alarm.found(AlarmCode.TARGET_IOERROR, path.toString(), reason));
      case Outcome.NoOriginal _ -> throw new IllegalStateException("no link was asked for");
    };
  }

  private boolean alarmed(Alarm alarm) {
    raised.add(alarm);
    return false;
  }
}
