package dura.band.bench;

import dura.codec.bytes.Crc32;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Each [Workload] as JMH measures it, in microseconds; prints a hash of what was made.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class WorkloadBenchmark {
  /// All of them.
  @Param
  private Workload workload = Workload.SHA_256;

  private @Nullable Work work;
  private byte[] made = new byte[0];

  /// Makes what the work is done on.
  @Setup
  public void prepare() throws Exception {
    work = workload.prepare();
  }

  /// The work.
  @Benchmark
  public byte[] once() throws Exception {
    made = Objects.requireNonNull(work).once();
    return made;
  }

  /// The hash of what was made last.
  @TearDown
  public void tell() {
    System.out.println("%s made %08x".formatted(workload, Crc32.of(made, 0, made.length)));
  }
}
