package dura.band.store.check;

/// A promise was broken.
final class BrokenPromise extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  /// @param detail what was seen instead
  BrokenPromise(String detail) {
    super(detail);
    this.detail = detail;
  }

  String detail() {
    return detail;
  }
}
