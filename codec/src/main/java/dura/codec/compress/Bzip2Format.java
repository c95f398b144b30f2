package dura.codec.compress;

import dura.proto.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/// One bzip2 stream per frame, blocks of up to 900 kB.
record Bzip2Format() implements StreamFormat {
  @Override
  public Compression compression() {
    return Compression.BZIP2;
  }

  @Override
  public byte[] magic() {
    return new byte[] {'B', 'Z', 'h'};
  }

  @Override
  public OutputStream compressor(OutputStream out, int rawLength) throws IOException {
    return new BZip2CompressorOutputStream(out, BZip2CompressorOutputStream.MAX_BLOCKSIZE);
  }

  @Override
  public InputStream decompressor(InputStream in) throws IOException {
    return new BZip2CompressorInputStream(in);
  }
}
