package dura.codec.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/// One-shot calls into the zstd library.
final class ZstdNative {
  private static final ContextPool<ZstdCompressCtx> COMPRESSORS =
      new ContextPool<>(ZstdCompressCtx::new);
  private static final ContextPool<ZstdDecompressCtx> DECOMPRESSORS =
      new ContextPool<>(ZstdDecompressCtx::new);

  private ZstdNative() {}

  /// One frame with content size and without checksum.
  static byte[] compress(byte[] raw, int offset, int length, int level) {
    byte[] frame = new byte[Math.toIntExact(Zstd.compressBound(length))];
    ZstdCompressCtx context = COMPRESSORS.take();
    context.setLevel(level).setContentSize(true).setChecksum(false);
    int size = context.compressByteArray(frame, 0, frame.length, raw, offset, length);
    COMPRESSORS.giveBack(context);
    return Arrays.copyOf(frame, size);
  }

  /// Decompresses one frame into `raw`.
  ///
  /// @return how many bytes it held
  /// @throws ZstdException if the frame is bad or does not fit into `raw`
  static int decompress(byte[] content, int offset, int length, byte[] raw) {
    ZstdDecompressCtx context = DECOMPRESSORS.take();
    int size;
    try {
      size = context.decompressByteArray(raw, 0, raw.length, content, offset, length);
    } catch (ZstdException e) {
      ContextPool.close(context);
      throw e;
    }
    DECOMPRESSORS.giveBack(context);
    return size;
  }
}
