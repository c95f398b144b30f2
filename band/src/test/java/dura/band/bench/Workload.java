package dura.band.bench;

import com.google.protobuf.ByteString;
import dura.band.model.HunkCodec;
import dura.band.model.IndexHunk;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.codec.compress.FrameCodec;
import dura.codec.crypt.Identity;
import dura.codec.crypt.KeyMaker;
import dura.codec.crypt.LockedIdentity;
import dura.codec.crypt.MessageOpener;
import dura.codec.crypt.MessageSealer;
import dura.codec.crypt.Recipient;
import dura.codec.erasure.ReedSolomon;
import dura.codec.erasure.Shard;
import dura.codec.tar.PieceName;
import dura.codec.tar.TarHeader;
import dura.codec.tar.TarMember;
import dura.proto.Compression;
import dura.proto.EntryKind;
import dura.proto.Extent;
import dura.proto.Hunk;
import dura.proto.IndexEntry;
import dura.spec.BandName;
import dura.testdata.SplitMix64;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What is measured. Each takes 1 MiB or, where it is not bytes that count, 1,000 things.
public enum Workload {
  /// Parity of wide codewords, as in full blocks.
  ENCODE_224_16 {
    @Override
    Work prepare() {
      return encode(224, 16, 4096);
    }
  },
  /// Parity of narrow codewords.
  ENCODE_17_3 {
    @Override
    Work prepare() {
      return encode(17, 3, 1 << 16);
    }
  },
  /// The worst case: as many data shards lost as there is parity.
  DECODE_224_16 {
    @Override
    Work prepare() {
      return decode(224, 16, 4096);
    }
  },
  SHA_256 {
    @Override
    Work prepare() {
      byte[] bytes = noise();
      return () -> Sha256.of(bytes).toByteArray();
    }
  },
  CRC_32 {
    @Override
    Work prepare() {
      byte[] bytes = noise();
      return () -> number(Crc32.of(bytes, 0, bytes.length));
    }
  },
  CHUNK {
    @Override
    Work prepare() {
      byte[] bytes = noise();
      Chunker chunker = Chunker.of(Sha256.of(ByteSlice.utf8("seed")));
      return () -> {
        int hash = 0;
        for (int at = 0; at < bytes.length;) {
          int length = chunker.next(bytes, at, bytes.length);
          hash = 31 * hash + length;
          at += length;
        }
        return number(hash);
      };
    }
  },
  COMPRESS_ZSTD {
    @Override
    Work prepare() {
      byte[] text = text();
      FrameCodec zstd = FrameCodec.of(Compression.ZSTD);
      return () -> zstd.compress(text, 0, text.length);
    }
  },
  DECOMPRESS_ZSTD {
    @Override
    Work prepare() {
      byte[] text = text();
      FrameCodec zstd = FrameCodec.of(Compression.ZSTD);
      byte[] frame = zstd.compress(text, 0, text.length);
      return () -> zstd.decompressFrame(frame, 0, frame.length, text.length);
    }
  },
  /// An OpenPGP message to one certificate, with its public-key operation.
  SEAL {
    @Override
    Work prepare() throws Exception {
      byte[] content = noise();
      List<Recipient> recipients = List.of(recipient(identity()));
      return () -> MessageSealer.seal(content, NAME, recipients, new Repeated(1)).message();
    }
  },
  OPEN {
    @Override
    Work prepare() throws Exception {
      byte[] content = noise();
      Identity identity = identity();
      List<Recipient> recipients = List.of(recipient(identity));
      byte[] message = MessageSealer.seal(content, NAME, recipients, new Repeated(1)).message();
      return () -> MessageOpener.open(message, identity, NAME, SIZE).content();
    }
  },
  /// Tar headers of 1,000 files.
  PACK {
    @Override
    Work prepare() {
      return () -> {
        var out = new ByteArrayOutputStream(1000 * TarHeader.BLOCK);
        for (int i = 0; i < THINGS; i++) {
          PieceName name = PieceName.parse(ascii("folder/file" + i));
          out.write(TarHeader.render(new TarMember(name, 0644, 1000, 1000, i, i, "me", "us")));
        }
        return out.toByteArray();
      };
    }
  },
  /// Reading about 1,000 entries of an index.
  INDEX {
    @Override
    Work prepare() {
      ByteSlice hunk = ByteSlice.of(hunk().toByteArray());
      BandName band = BandName.of(7, 1);
      return () -> {
        int entries = 0;
        for (int i = 0; i < THINGS / HUNK_ENTRIES; i++) {
          entries += ((IndexHunk.Leaf) HunkCodec.check(band, hunk)).entries().size();
        }
        return number(entries);
      };
    }
  };

  private static final int SIZE = 1 << 20;
  private static final int THINGS = 1000;
  private static final int HUNK_ENTRIES = 40;
  private static final String NAME = "00ff/b000001-aaaaaaaa/d0000001";
  private static final long TIME = 1_700_000_000L;

  /// Makes what the work is done on.
  abstract Work prepare() throws Exception;

  private static byte[] noise() {
    return new SplitMix64(1).bytes(SIZE);
  }

  private static byte[] text() {
    var random = new SplitMix64(2);
    var text = new StringBuilder(SIZE + 100);
    while (text.length() < SIZE) {
      text.append("  value").append(random.below(500)).append(" = next(").append(random.below(9));
      text.append(");\n");
    }
    return ascii(text.substring(0, SIZE));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static Work encode(int k, int m, int length) {
    List<Shard> data = shards(new SplitMix64(k).bytes(k * length), length);
    byte[] parity = new byte[m * length];
    List<Shard> outputs = shards(parity, length);
    ReedSolomon code = ReedSolomon.of(k, m);
    return () -> {
      code.encode(data, outputs);
      return parity;
    };
  }

  private static Work decode(int k, int m, int length) {
    byte[] whole = new SplitMix64(k).bytes((k + m) * length);
    List<Shard> all = shards(whole, length);
    ReedSolomon code = ReedSolomon.of(k, m);
    code.encode(all.subList(0, k), all.subList(k, k + m));
    var missing = new BitSet();
    missing.set(0, m);
    return () -> {
      code.reconstruct(all, missing);
      return whole;
    };
  }

  private static List<Shard> shards(byte[] whole, int length) {
    List<Shard> shards = new ArrayList<>();
    for (int from = 0; from < whole.length; from += length) {
      shards.add(Shard.of(whole, from, length));
    }
    return shards;
  }

  private static Identity identity() throws Exception {
    String key = KeyMaker.archiveKey("00ff", "phrase".toCharArray(), TIME, new Repeated(2));
    return LockedIdentity.parse(ascii(key)).unlock("phrase".toCharArray());
  }

  private static Recipient recipient(Identity identity) throws Exception {
    return Recipient.parse(identity.certificates().getFirst(), TIME);
  }

  private static Hunk hunk() {
    var hunk = Hunk.newBuilder();
    ByteString hash = ByteString.copyFrom(new byte[32]);
    for (int i = 0; i < HUNK_ENTRIES; i++) {
      Extent extent = Extent.newBuilder().setLength(1000).setSha256(hash).build();
      hunk.addEntry(IndexEntry.newBuilder()
          .setPath(ByteString.copyFromUtf8("folder/file%03d".formatted(i)))
          .setKind(EntryKind.FILE)
          .setMode(0644)
          .setSize(1000)
          .addExtent(extent));
    }
    return hunk.build();
  }
}
