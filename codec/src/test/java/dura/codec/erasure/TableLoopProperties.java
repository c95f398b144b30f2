package dura.codec.erasure;

class TableLoopProperties extends CodingLoopContract {
  @Override
  CodingLoop loop() {
    return new TableLoop();
  }
}
