package dura.codec.erasure;

class VectorLoopProperties extends CodingLoopContract {
  @Override
  CodingLoop loop() {
    return VectorLoop.INSTANCE;
  }
}
