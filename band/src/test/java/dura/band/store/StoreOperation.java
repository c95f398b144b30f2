package dura.band.store;

/// The operations of a [Store], for fakes to count and to fail.
public enum StoreOperation {
  PUT, READ, READ_RANGE, LIST, DELETE, REPLACE
}
