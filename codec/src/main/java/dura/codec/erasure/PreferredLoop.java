package dura.codec.erasure;

import java.util.Optional;

/// The choice of [CodingLoop#preferred()], made when the first shard is coded: what is fast without
/// being compiled first, then what a JVM was started for, then what every JVM can do.
final class PreferredLoop {
  static final CodingLoop LOOP =
      IsalLoop.find().or(PreferredLoop::vectorLoop).orElse(BitPlaneLoop.INSTANCE);

  private PreferredLoop() {}

  /// A JVM announces the incubating module on stderr, so only people who asked for it have it.
  private static Optional<CodingLoop> vectorLoop() {
    boolean resolved = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return resolved ? Optional.of(VectorLoop.INSTANCE) : Optional.empty();
  }
}
