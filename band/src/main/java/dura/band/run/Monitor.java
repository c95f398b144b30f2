package dura.band.run;

import dura.spec.alarm.Alarm;

/// Whom the shell tells what happens. Implemented by user interfaces; thread-safe.
public interface Monitor {
  /// What to do after an alarm.
  enum Reaction {
    CONTINUE, ABORT
  }

  /// Something is not as expected.
  Reaction alarm(Alarm alarm);

  /// Something happened that a person or a program may want to see.
  void event(Event event);

  /// What happens, as values: text is made of it by the user interface alone.
  sealed interface Event {
    /// Work so far.
    ///
    /// @param files entries done
    /// @param bytes bytes of files done
    /// @param totalBytes all there are, or −1 where that is not known
    /// @param path what is being worked on, printable
    record Progress(long files, long bytes, long totalBytes, String path) implements Event {}

    /// An object was stored.
    record ObjectStored(String path, long length) implements Event {}

    /// Waiting for the store or the source.
    record Waiting(String what) implements Event {}
  }
}
