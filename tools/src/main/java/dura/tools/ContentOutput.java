package dura.tools;

import dura.band.run.ContentSink;
import dura.codec.bytes.ByteSlice;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.report.Report;
import java.io.IOException;
import java.util.Base64;

/// The contents of a file for programs: `type` content with `base64`, hole with `length`, or lost with
/// `length`; in order.
record ContentOutput(Report report) implements ContentSink {
  private record Part(JsonObject json) implements Line {
    @Override
    public String text() {
      return json.toString();
    }
  }

  @Override
  public void bytes(ByteSlice bytes) throws IOException {
    String base64 = Base64.getEncoder().encodeToString(bytes.toByteArray());
    report.line(new Part(JsonObject.of("content").put("base64", base64)));
  }

  @Override
  public void hole(long length) throws IOException {
    report.line(new Part(JsonObject.of("hole").put("length", length)));
  }

  @Override
  public void lost(long length) throws IOException {
    report.line(new Part(JsonObject.of("lost").put("length", length)));
  }
}
