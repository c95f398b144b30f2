package dura.codec.odds;

import java.util.Arrays;

/// What other programs lose when every 4 KiB sector is bad with the same chance. All are given their
/// best case: files begin at sectors, and nothing but the recovery itself can fail.
final class Rivals {
  private static final int SECTOR = StoredShape.SECTOR;

  private Rivals() {}

  /// par2 over all data as one set: the data in 2000 blocks, which is par2's own choice, and a tenth as
  /// many recovery blocks. Any 2000 blocks of all give back everything.
  static double par2(long dataBytes, double rate) {
    int blocks = 2000;
    int recovery = blocks / 10;
    double sectorsOfBlock = Math.max(1, (double) dataBytes / blocks / SECTOR);
    return Tails.binomial(blocks + recovery, recovery, Tails.any(sectorsOfBlock, rate));
  }

  /// Reed-Solomon 17 + 3 inside each object, over cells of 4 KiB that lie apart and have checksums.
  static double plain17And3(long dataBytes, double rate) {
    long rows = Math.ceilDiv(dataBytes, 17L * SECTOR);
    return Tails.any((double) rows, Tails.binomial(20, 3, rate));
  }

  /// kopia with 10 % for error correction: each content of about 4 MiB by itself.
  static double kopia(long dataBytes, double rate) {
    long contents = Math.max(1, dataBytes >> 22);
    return Tails.any((double) contents * fatalSectors((int) (dataBytes / contents)), rate);
  }

  /// Sectors of a content that kopia cannot lose, not even one of them. At 10 % it has shards of 64
  /// bytes with a CRC of 4, 128 + 4 of them in a block; the parity of all blocks stands first, then the
  /// data, so that a sector of data holds half a block.
  static int fatalSectors(int contentBytes) {
    int shard = 64 + 4;
    int data = 128;
    int parity = 4;
    int blocks = Math.ceilDiv(contentBytes + 4, data * 64);
    int parityBytes = blocks * parity * shard;
    int shards = Math.ceilDiv(contentBytes + 4, 64);
    int fatal = 0;
    for (int from = 0; from < parityBytes + shards * shard; from += SECTOR) {
      int[] erasures = new int[blocks];
      for (int at = Math.max(0, from / shard); at <= (from + SECTOR - 1) / shard; at++) {
        int ofData = at - blocks * parity;
        if (ofData < shards) {
          erasures[ofData < 0 ? at / parity : ofData / data]++;
        }
      }
      if (Arrays.stream(erasures).anyMatch(count -> count > parity)) {
        fatal++;
      }
    }
    return fatal;
  }
}
