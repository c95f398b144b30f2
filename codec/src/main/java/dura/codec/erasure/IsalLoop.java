package dura.codec.erasure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// [CodingLoop] by Intel's ISA-L, on a system that has it: `ec_encode_data_update` adds the products
/// of one input to all outputs.
///
/// Inputs stay on the heap: the collector waits for so short a call ([Linker.Option#critical]).
/// Outputs are copied, a column at a time, because the library wants an array of addresses. Nothing
/// has to be compiled, so this loop is fast from its first byte on, which short backups notice most.
final class IsalLoop implements CodingLoop {
  /// The interface number of ISA-L 2.x, under the name that packages for running programs install.
  private static final String LIBRARY = "libisal.so.2";

  /// Long enough that calls cost next to nothing, short enough that a column of all outputs of the
  /// widest code stays in a processor's second cache.
  private static final int COLUMN_BYTES = 16 << 10;

  /// Bytes that the library may need for each coefficient.
  private static final int TABLE_BYTES = 32;

  private static final int CACHE_LINE = 64;

  private final MethodHandle initTables;
  private final MethodHandle encodeDataUpdate;

  private IsalLoop(MethodHandle initTables, MethodHandle encodeDataUpdate) {
    this.initTables = initTables;
    this.encodeDataUpdate = encodeDataUpdate;
  }

  /// The loop, if the library is there and computes in this field.
  @SuppressWarnings("restricted") // calls into a library are what this class is for
  static Optional<CodingLoop> find() {
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // not installed
    }
    Optional<MemorySegment> initTables = library.find("ec_init_tables");
    Optional<MemorySegment> update = library.find("ec_encode_data_update");
    if (initTables.isEmpty() || update.isEmpty()) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    var loop =
        new IsalLoop(
            linker.downcallHandle(
                initTables.get(),
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)),
            linker.downcallHandle(
                update.get(),
                FunctionDescriptor.ofVoid(
                    JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                Linker.Option.critical(true)));
    return loop.isOfThisField() ? Optional.of(loop) : Optional.empty();
  }

  private boolean isOfThisField() {
    Shard input = Shard.of(new byte[] {2});
    Shard output = Shard.of(new byte[1]);
    multiplyAdd(new byte[][] {{(byte) 0x80}}, List.of(input), List.of(output));
    return output.array()[0] == (byte) Gf256.REDUCTION;
  }

  @Override
  public void multiplyAdd(byte[][] coefficients, List<Shard> inputs, List<Shard> outputs) {
    CodingLoop.checkShape(coefficients, inputs, outputs);
    int end = outputs.stream().mapToInt(Shard::length).max().orElse(0);
    if (end > 0 && !inputs.isEmpty()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment tables = tables(arena, coefficients);
        var sums = new Column(arena, outputs, Math.min(end, COLUMN_BYTES));
        for (int from = 0; from < end; from += COLUMN_BYTES) {
          sums.load(from);
          for (int column = 0; column < inputs.size(); column++) {
            Shard input = inputs.get(column).slice(from, Math.min(end, from + COLUMN_BYTES));
            if (input.length() > 0) {
              addProducts(tables, input, column, inputs.size(), sums);
            }
          }
          sums.store(from);
        }
      }
    }
  }

  private MemorySegment tables(Arena arena, byte[][] coefficients) {
    int rows = coefficients.length;
    int columns = coefficients[0].length;
    MemorySegment matrix = arena.allocate((long) rows * columns);
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(coefficients[row], 0, matrix, JAVA_BYTE, (long) row * columns, columns);
    }
    MemorySegment tables = arena.allocate((long) rows * columns * TABLE_BYTES, CACHE_LINE);
    try {
      initTables.invokeExact(columns, rows, matrix, tables);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown); // a foreign call throws nothing
    }
    return tables;
  }

  private void addProducts(
      MemorySegment tables, Shard input, int column, int columns, Column sums) {
    MemorySegment data =
        MemorySegment.ofArray(input.array()).asSlice(input.offset(), input.length());
    try {
      encodeDataUpdate.invokeExact(
          input.length(), columns, sums.outputs.size(), column, tables, data, sums.addresses);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown); // a foreign call throws nothing
    }
  }

  /// The same range of all outputs, where the library can reach it.
  private static final class Column {
    private final List<Shard> outputs;
    private final int length;
    private final MemorySegment bytes;
    private final MemorySegment addresses;

    Column(Arena arena, List<Shard> outputs, int length) {
      this.outputs = outputs;
      this.length = length;
      this.bytes = arena.allocate((long) outputs.size() * length, CACHE_LINE);
      this.addresses = arena.allocate(ADDRESS, outputs.size());
      for (int row = 0; row < outputs.size(); row++) {
        addresses.setAtIndex(ADDRESS, row, bytes.asSlice(start(row)));
      }
    }

    private long start(int row) {
      return (long) row * length;
    }

    void load(int from) {
      for (int row = 0; row < outputs.size(); row++) {
        Shard part = outputs.get(row).slice(from, from + length);
        MemorySegment.copy(
            part.array(), part.offset(), bytes, JAVA_BYTE, start(row), part.length());
      }
    }

    void store(int from) {
      for (int row = 0; row < outputs.size(); row++) {
        Shard part = outputs.get(row).slice(from, from + length);
        MemorySegment.copy(
            bytes, JAVA_BYTE, start(row), part.array(), part.offset(), part.length());
      }
    }
  }
}
