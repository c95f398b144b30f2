package dura.tools;

import dura.band.run.AffectedFiles.Affected;
import dura.tools.report.Amounts;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;

/// A file that lacks bytes.
///
/// @param file and how much
record FsckAffectedLine(Affected file) implements Line {
  @Override
  public String text() {
    return ByteText.line(Messages.text("fsck.affected", file.band(), file.path(),
        Amounts.bytes(file.bytes())));
  }

  /// `type` affected, `band`, `path`, `bytes`: of the file in lost objects.
  @Override
  public JsonObject json() {
    return JsonObject.of("affected")
        .put("band", file.band().toString())
        .putBytes("path", file.path().bytes())
        .put("bytes", file.bytes());
  }
}
