package dura.tools.dump;

/// How many bytes views show.
public enum Hex {
  /// None.
  NONE(0),
  /// The first of each leaf: what stands in front of a file's contents says little about them.
  SHOWN(256);

  private final int bytes;

  Hex(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of a leaf that are shown, at most.
  int bytes() {
    return bytes;
  }
}
