package dura.tools.report;

import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.tools.text.ByteText;
import dura.tools.text.Messages;

/// An alarm as it is shown: `alarm: CODE PATH: what it says; expected …; found …`.
///
/// @param alarm what is told
public record AlarmLine(Alarm alarm) implements Line {
  @Override
  public String text() {
    var text = new StringBuilder(Messages.text("alarm-line", alarm.code().word(), alarm.where(),
        Messages.text(alarm.code())));
    if (!alarm.expected().isEmpty()) {
      text.append(Messages.text("alarm-expected", alarm.expected()));
    }
    if (!alarm.found().isEmpty()) {
      text.append(Messages.text("alarm-found", alarm.found()));
    }
    return ByteText.line(text.toString());
  }

  /// `type` alarm, `code`, `area`, `condition`, `damage`, `path`, `offset` and `length` (where a
  /// range is meant), `expected` and `found` (where there is something to say), `text`.
  @Override
  public JsonObject json() {
    AlarmCode code = alarm.code();
    JsonObject json = JsonObject.of("alarm")
        .put("code", code.word())
        .put("area", code.area().word())
        .put("condition", code.condition().word())
        .put("damage", code.weight() == AlarmCode.Weight.DAMAGE);
    return place(json).put("text", Messages.text(code));
  }

  /// The alarm inside another object: `code`, `path`, `offset`, `length`, `expected`, `found`.
  public JsonObject inner() {
    return place(JsonObject.untyped().put("code", alarm.code().word()));
  }

  private JsonObject place(JsonObject json) {
    json.put("path", alarm.where().path());
    if (alarm.where().offset() >= 0) {
      json.put("offset", alarm.where().offset());
    }
    if (alarm.where().length() >= 0) {
      json.put("length", alarm.where().length());
    }
    if (!alarm.expected().isEmpty()) {
      json.put("expected", alarm.expected());
    }
    if (!alarm.found().isEmpty()) {
      json.put("found", alarm.found());
    }
    return json;
  }
}
