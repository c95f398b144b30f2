package dura.codec.erasure;

import java.util.List;

/// The arithmetic of the code over whole shards, apart from any knowledge of what the shards mean.
///
/// All implementations give the same bytes. They hold no state between calls and may be shared by
/// threads.
public interface CodingLoop {
  /// Adds products to the outputs: `output[i] ^= sum over j of coefficients[i][j] * input[j]`, byte
  /// by byte.
  ///
  /// Every input is read as if zeros followed it without end; every output is changed over its own
  /// length only. So lengths may differ freely. No output may share bytes with an input or with
  /// another output.
  ///
  /// @param coefficients one row per output, one column per input
  /// @param inputs what is multiplied
  /// @param outputs what is added to
  /// @throws IllegalArgumentException if the shape of `coefficients` does not fit the two lists
  void multiplyAdd(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs);

  /// The fastest loop that this system has.
  static CodingLoop preferred() {
    return PreferredLoop.LOOP;
  }

  /// Refuses coefficients whose shape does not fit the two lists, as every implementation must.
  static void checkShape(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    if (coefficients.length != outputs.size()) {
      throw new IllegalArgumentException(
          coefficients.length + " rows for " + outputs.size() + " outputs");
    }
    for (byte[] row : coefficients) {
      if (row.length != inputs.size()) {
        throw new IllegalArgumentException(
            row.length + " coefficients for " + inputs.size() + " inputs");
      }
    }
  }
}
