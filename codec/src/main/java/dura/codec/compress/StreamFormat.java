package dura.codec.compress;

import dura.proto.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A compression whose library works on streams.
sealed interface StreamFormat permits GzipFormat, XzFormat, Bzip2Format {
  Compression compression();

  /// The bytes every frame of a writer begins with.
  byte[] magic();

  /// A stream that writes one frame of `rawLength` raw bytes to `out` and ends it when closed.
  OutputStream compressor(OutputStream out, int rawLength) throws IOException;

  /// A stream over the raw bytes of one frame; it takes no byte behind the frame from `in`.
  InputStream decompressor(InputStream in) throws IOException;
}
