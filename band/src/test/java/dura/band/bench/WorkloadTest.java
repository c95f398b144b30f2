package dura.band.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dura.codec.bytes.Crc32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  /// Whatever the speed, the work is always the same.
  @ParameterizedTest
  @CsvSource({"ENCODE_224_16,7c42b440", "ENCODE_17_3,0d9da6e3", "DECODE_224_16,bb4d2471",
    "SHA_256,cbadea6f",
    "CRC_32,91a09511", "CHUNK,718f9599", "COMPRESS_ZSTD,b4fc21cf", "DECOMPRESS_ZSTD,5ce7042b",
    "SEAL,91140db1", "OPEN,0f206eba",
    "PACK,cb8a88be", "INDEX,a4b8e695"})
  void whatIsMadeIsFixed(Workload workload, String hash) throws Exception {
    byte[] made = workload.prepare().once();
    assertEquals(hash, "%08x".formatted(Crc32.of(made, 0, made.length)));
  }
}
