package dura.codec.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ChunkerBenchmarkTest {
  /// Whatever the speed, the cuts are always the same.
  @Test
  void theHashOfTheCutsIsFixed() {
    assertEquals("84d72de0", ChunkerBenchmark.line(1).replaceAll(".*, chunks ", ""));
  }
}
