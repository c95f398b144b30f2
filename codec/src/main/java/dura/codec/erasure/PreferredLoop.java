package dura.codec.erasure;

/// The choice of [CodingLoop#preferred()], made when the first shard is coded.
final class PreferredLoop {
  static final CodingLoop LOOP = IsalLoop.find().orElse(BitPlaneLoop.INSTANCE);

  private PreferredLoop() {}
}
