package dura.band.run;

import com.google.protobuf.ByteString;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.codec.tar.TarEvent;
import dura.codec.tar.TarScanner;
import dura.spec.Limits;
import java.util.ArrayList;

/// Cuts the members of blocks into the chunks that they were put together from (format-spec/60-block.md,
/// "Chunks").
final class BlockChunks {
  private final Chunker chunker;

  /// Takes a chunk.
  interface Sink {
    /// @param rawOffset in the block's tar
    /// @param sha256 extent SHA-256, of the bytes that were read
    void chunk(long rawOffset, ByteSlice sha256);
  }

  /// @param seed of the chunker
  BlockChunks(ByteString seed) {
    this.chunker = Chunker.of(ByteSlice.of(seed));
  }

  /// Hands over the chunks of a block, as far as it can be read.
  void read(BlockContent block, Sink sink) {
    if (!block.trusted()) {
      return;
    }
    byte[] raw = block.rawPrefix();
    var scanner = new TarScanner(Limits.MAX_BLOCK_RAW_BYTES);
    var events = new ArrayList<>(scanner.feed(raw, 0, raw.length));
    events.addAll(scanner.end());
    for (TarEvent event : events) {
      if (event instanceof TarEvent.Member member
          && member.dataOffset() + member.member().size() <= raw.length) {
        cut(raw, (int) member.dataOffset(), (int) member.member().size(), sink);
      }
    }
  }

  /// A member begins where a chunk does, and ends where one ends.
  private void cut(byte[] raw, int from, int length, Sink sink) {
    if (length > 0 && length <= Chunker.MAX) {
      // A file that is no larger is one chunk, a piece of a larger one may be.
      sink.chunk(from, Sha256.of(raw, from, length));
    }
    int end = from + length;
    for (int at = from; at < end;) {
      int chunk = chunker.next(raw, at, end);
      sink.chunk(at, Sha256.of(raw, at, chunk));
      at += chunk;
    }
  }
}
