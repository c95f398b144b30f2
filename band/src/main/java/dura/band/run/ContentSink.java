package dura.band.run;

import dura.codec.bytes.ByteSlice;
import java.io.IOException;

/// Takes the contents of a file in order.
public interface ContentSink {
  /// The next bytes; each agrees with the index.
  void bytes(ByteSlice bytes) throws IOException;

  /// The next `length` bytes are zero and were not stored.
  void hole(long length) throws IOException;

  /// The next `length` bytes are lost.
  void lost(long length) throws IOException;
}
