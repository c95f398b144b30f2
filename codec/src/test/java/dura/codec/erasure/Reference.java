package dura.codec.erasure;

import com.backblaze.erasure.Galois;
import com.backblaze.erasure.ReedSolomon;
import java.util.List;

/// What JavaReedSolomon makes of the same data.
final class Reference {
  private Reference() {}

  static int multiply(int a, int b) {
    return Galois.multiply((byte) a, (byte) b) & 0xFF;
  }

  /// The parity shards over data shards that are zero-extended to `length`.
  static byte[][] parity(List<Shard> data, int parityShards, int length) {
    int k = data.size();
    byte[][] shards = new byte[k + parityShards][length];
    for (int shard = 0; shard < k; shard++) {
      shards[shard] = data.get(shard).toByteArray(length);
    }
    if (parityShards > 0) {
      ReedSolomon.create(k, parityShards).encodeParity(shards, 0, length);
    }
    byte[][] parity = new byte[parityShards][];
    System.arraycopy(shards, k, parity, 0, parityShards);
    return parity;
  }
}
