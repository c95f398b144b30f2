package dura.band.model;

import dura.spec.BandName;

/// The groups `first` to `first + count - 1` of one band (format-spec/70-index.md).
///
/// @param count at least 1
public record GroupSpan(BandName band, int first, int count) {}
