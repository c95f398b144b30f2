package dura.tools;

import dura.band.run.ContentSink;
import dura.codec.bytes.ByteSlice;
import dura.tools.report.JsonObject;
import dura.tools.report.Line;
import dura.tools.report.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/// The contents of a file on the standard output.
sealed interface ContentOutput extends ContentSink {
  /// As they are. What is lost is zero, so that what follows stands where it belongs.
  record Raw(OutputStream out) implements ContentOutput {
    private static final byte[] ZEROS = new byte[1 << 16];

    @Override
    public void bytes(ByteSlice bytes) throws IOException {
      out.write(bytes.array(), bytes.offset(), bytes.length());
    }

    @Override
    public void hole(long length) throws IOException {
      for (long rest = length; rest > 0; rest -= ZEROS.length) {
        out.write(ZEROS, 0, (int) Math.min(rest, ZEROS.length));
      }
    }

    @Override
    public void lost(long length) throws IOException {
      hole(length);
    }
  }

  /// `type` content with `base64`, hole with `length`, or lost with `length`; in order.
  record Json(Report report) implements ContentOutput {
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
}
