package dura.tools;

import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion;
import dura.band.machine.CheckPortion.Part;
import dura.band.machine.CheckUnit;
import dura.tools.report.JsonObject;
import dura.tools.text.Messages;
import java.util.Locale;
import java.util.Optional;

/// How much of an archive was checked, and how closely.
///
/// @param depth how closely
/// @param portion which objects
/// @param stoppedAfter the last unit, where time was over
record FsckScope(CheckDepth depth, CheckPortion portion, Optional<CheckUnit> stoppedAfter) {
  /// Everything.
  static FsckScope whole(CheckDepth depth) {
    return new FsckScope(depth, CheckPortion.WHOLE, Optional.empty());
  }

  static String word(CheckDepth depth) {
    return depth.name().toLowerCase(Locale.ROOT);
  }

  /// For people: nothing where everything was checked.
  String text() {
    var text = new StringBuilder();
    if (!portion.shard().equals(Part.ALL)) {
      text.append(Messages.text("fsck.scope.shard", portion.shard()));
    }
    if (!portion.sample().equals(Part.ALL)) {
      text.append(Messages.text("fsck.scope.sample", portion.sample()));
    }
    portion.after().ifPresent(unit -> text.append(Messages.text("fsck.scope.resumed", name(unit))));
    stoppedAfter.ifPresent(unit -> text.append(Messages.text("fsck.scope.stopped", name(unit))));
    return text.toString();
  }

  private static String name(CheckUnit unit) {
    return unit.number() == CheckUnit.UNGROUPED
        ? Messages.text("fsck.scope.band", unit.band())
        : Messages.text("fsck.scope.group", unit.band(), Integer.toString(unit.number()));
  }

  /// `depth`, `shard`, `sample`, `resumed_after`, `stopped_after`.
  void into(JsonObject json) {
    json.put("depth", word(depth))
        .put("shard", portion.shard().toString())
        .put("sample", portion.sample().toString());
    portion.after().ifPresent(unit -> json.put("resumed_after", unit.band() + "/" + unit.number()));
    stoppedAfter.ifPresent(unit -> json.put("stopped_after", unit.band() + "/" + unit.number()));
  }
}
