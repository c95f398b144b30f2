package dura.band.model;

import dura.codec.bytes.ByteSlice;

/// An OpenPGP key or certificate in a sheet.
///
/// @param fingerprint of the primary key, 20 or 32 bytes
/// @param armored the armored text, lines ended by line feeds
public record KeyBlock(ByteSlice fingerprint, String armored) {
  /// Whether `other` is of the same key, perhaps in another form.
  public boolean isOf(KeyBlock other) {
    return fingerprint.equals(other.fingerprint());
  }
}
