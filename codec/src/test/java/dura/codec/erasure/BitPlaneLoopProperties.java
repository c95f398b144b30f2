package dura.codec.erasure;

class BitPlaneLoopProperties extends CodingLoopContract {
  @Override
  CodingLoop loop() {
    return new BitPlaneLoop();
  }
}
