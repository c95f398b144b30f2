package dura.band.run;

import java.security.SecureRandom;

/// Where random bytes come from: a seam, so that tests and simulations are repeatable.
public interface Entropy {
  /// A source of random bytes for one purpose. Equal purposes of equal entropies give equal bytes in
  /// a deterministic implementation, in whatever order they are asked for.
  ///
  /// @param purpose what the bytes are for, as the identity of an object
  SecureRandom random(String purpose);

  /// The operating system's.
  static Entropy system() {
    var random = new SecureRandom();
    return _ -> random;
  }
}
