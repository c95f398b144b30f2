package dura.codec.erasure;

class IsalLoopProperties extends CodingLoopContract {
  @Override
  CodingLoop loop() {
    return IsalLoop.find()
        .orElseThrow(() -> new AssertionError("libisal.so.2 is missing: apt-get install libisal2"));
  }
}
