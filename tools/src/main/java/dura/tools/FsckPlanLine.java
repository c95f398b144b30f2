package dura.tools;

import dura.band.machine.RepairAction;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.Messages;

/// A file that a repair would write.
///
/// @param path below the archive
/// @param action that writes it
record FsckPlanLine(String path, RepairAction action) implements Line {
  private String how() {
    return switch (action) {
      case RepairAction.Mend _ -> "inner-code";
      case RepairAction.Recreate _ -> "group";
      case RepairAction.Copy _ -> "copy";
      case RepairAction.Write _,RepairAction.WriteSums _,RepairAction.Discard _ -> "rewrite";
    };
  }

  @Override
  public String text() {
    String from = switch (action) {
      case RepairAction.Recreate recreate -> Integer.toString(recreate.group().number());
      case RepairAction.Copy copy -> copy.from();
      default -> "";
    };
    return Messages.text("fsck.plan", path, Messages.text("fsck.how." + how(), from));
  }

  /// `type` planned, `path`, `how`: `inner-code`, `group`, `copy` or `rewrite`; of `group` the number,
  /// `group`; of `copy` the source, `from`.
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("planned").put("path", path).put("how", how());
    return switch (action) {
      case RepairAction.Recreate recreate -> json.put("group", recreate.group().number());
      case RepairAction.Copy copy -> json.put("from", copy.from());
      default -> json;
    };
  }
}
