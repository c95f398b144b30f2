package dura.codec.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErasureBenchmarkTest {
  /// Whatever the speed, the work is always the same.
  @Test
  void hashesOfTheParityAreFixed() {
    List<String> hashes =
        ErasureBenchmark.lines(1).stream().map(line -> line.replaceAll(".*, parity ", "")).toList();
    assertEquals(List.of("7504445d", "8feb1a50", "4b478821", "0eb34b11"), hashes);
  }
}
