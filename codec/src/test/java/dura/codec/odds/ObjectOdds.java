package dura.codec.odds;

/// The chance that the inner code cannot give an object back when every sector is bad with the same
/// chance, exactly: rows and sections share no sector, so they fail independently.
///
/// @param head the chance that a section of the head has no good copy
/// @param rows the chance that a row has more erasures than parity
record ObjectOdds(double head, double rows) {
  static ObjectOdds of(StoredShape shape, double rate) {
    double head = Tails.any(shape.sections(), rate * rate * rate);
    double rows = 0;
    for (int row = 0; row < shape.grid().rows(); row++) {
      double tail = Tails.above(shape.grid().parityShards(), shape.weights(row), rate);
      rows = Tails.either(rows, tail);
    }
    return new ObjectOdds(head, rows);
  }

  /// The chance that the object is lost unless its group brings it back.
  double lost() {
    return Tails.either(head, rows);
  }
}
