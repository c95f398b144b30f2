package dura.codec.compress;

import dura.proto.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// One gzip member per frame (RFC 1952): no name, time 0, OS 255.
record GzipFormat() implements StreamFormat {
  private static final int OS_UNKNOWN = 255;

  @Override
  public Compression compression() {
    return Compression.GZIP;
  }

  /// Identification, deflate, no flags.
  @Override
  public byte[] magic() {
    return new byte[] {0x1F, (byte) 0x8B, 8, 0};
  }

  @Override
  public OutputStream compressor(OutputStream out, int rawLength) throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setOperatingSystem(OS_UNKNOWN);
    return new GzipCompressorOutputStream(out, parameters);
  }

  @Override
  public InputStream decompressor(InputStream in) throws IOException {
    return new GzipCompressorInputStream(in);
  }
}
