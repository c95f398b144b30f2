package dura.codec.compress;

import dura.proto.Compression;
import dura.spec.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/// One xz stream per frame, check CRC64.
record XzFormat() implements StreamFormat {
  private static final int PRESET = 6;
  private static final int MAX_DICTIONARY = Limits.MAX_XZ_DICTIONARY_BYTES;

  /// What a reader may use: the largest dictionary and 1 MiB beside it.
  private static final int MEMORY_LIMIT_KIB = (MAX_DICTIONARY >> 10) + 1024;

  @Override
  public Compression compression() {
    return Compression.XZ;
  }

  @Override
  public byte[] magic() {
    return XZ.HEADER_MAGIC.clone();
  }

  @Override
  public OutputStream compressor(OutputStream out, int rawLength) throws IOException {
    LZMA2Options options = new LZMA2Options(PRESET);
    // An encoder takes ten times its dictionary; a dictionary beyond the content is of no use.
    int needed = Integer.highestOneBit(Math.max(1, rawLength - 1)) << 1;
    options.setDictSize(Math.clamp(needed, LZMA2Options.DICT_SIZE_MIN, MAX_DICTIONARY));
    return new XZOutputStream(out, options, XZ.CHECK_CRC64);
  }

  @Override
  public InputStream decompressor(InputStream in) throws IOException {
    return new SingleXZInputStream(in, MEMORY_LIMIT_KIB);
  }
}
