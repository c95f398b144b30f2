package dura.codec.pipeline;

import dura.codec.bytes.ByteSlice;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.envelope.StoredBytes;
import dura.spec.alarm.Alarm;
import java.util.List;

/// What could be made of a stored object.
public sealed interface DecodedObject {
  /// What was noticed on the way.
  List<Alarm> alarms();

  /// The payload is what was written: it has the SHA-256 of the head.
  ///
  /// @param parity as stored or, where it was bad, computed again
  record Good(Found found, ByteSlice payload, ByteSlice parity, List<Alarm> alarms)
      implements DecodedObject {}

  /// The payload is damaged beyond the inner code.
  ///
  /// @param payload of the right length; right in all places but `lost`
  /// @param lost ranges of the payload that could not be had
  record Lost(Found found, ByteSlice payload, List<StoredBytes.Range> lost, List<Alarm> alarms)
      implements DecodedObject {}

  /// Not the object that was asked for, or none at all.
  record Absent(List<Alarm> alarms) implements DecodedObject {}
}
