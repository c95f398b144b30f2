package dura.tools.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.model.Descriptions;
import dura.band.model.Sums;
import dura.band.store.MemoryStore;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.pipeline.EncodedObject;
import dura.proto.Compression;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is shown of an archive with one finished band.
class ArchiveDumpTest {
  private static final BandName BAND = Samples.BAND;

  private final MemoryStore store = new MemoryStore();

  @BeforeEach
  void fill() throws IOException {
    EncodedObject head = Descriptions.bandHead(Samples.bandHead());
    EncodedObject block = Samples.block(Compression.ZSTD);
    String member = Sums.own(BAND, ObjectName.block(0), block.sha256()).render(BAND);
    ByteSlice sums =
        ByteSlice.utf8(Sums.own(BAND, ObjectName.HEAD, head.sha256()).render(BAND) + member);
    put(ObjectId.ARCHIVE, Descriptions.archiveHeader(Samples.header()));
    put(ObjectId.of(BAND, ObjectName.HEAD), head);
    put(ObjectId.of(BAND, ObjectName.block(0)), block);
    put(ObjectId.of(BAND, ObjectName.TAIL),
        Samples.tail(Sha256.of(sums), Sha256.of(ByteSlice.utf8(member))));
    store.putIfAbsent(BAND + "/" + Sums.PATH, sums);
  }

  private void put(ObjectId id, EncodedObject object) throws IOException {
    for (String path : id.paths()) {
      store.putIfAbsent(path, object.bytes());
    }
  }

  private Dumps.Shown shown() throws IOException {
    return Dumps.show(new ArchiveAnnotator(store).annotate("archive"), Hex.NONE);
  }

  @Test
  void finishedBand() throws IOException {
    Dumps.Shown shown = shown();
    assertEquals(0, shown.bad(), shown.text());
    assertTrue(shown.text().contains("state: finished"), shown.text());
    assertTrue(shown.text().contains("by the signers of the archive header"), shown.text());
    assertTrue(shown.text().contains("group[0]: data, 1 members, 0 parity objects"));
    assertTrue(shown.text().contains("d/00/d0000000.tar: "), shown.text());
  }

  @Test
  void sumsThatWereChanged() throws IOException {
    String path = BAND + "/" + Sums.PATH;
    store.delete(path);
    store.putIfAbsent(path, ByteSlice.utf8("nothing\n"));
    assertTrue(shown().bad() > 0);
    store.delete(path);
    assertTrue(shown().bad() > 0);
  }

  @Test
  void bandWithoutTail() throws IOException {
    for (String path : ObjectId.of(BAND, ObjectName.TAIL).paths()) {
      store.delete(path);
    }
    Dumps.Shown shown = shown();
    assertEquals(0, shown.bad(), shown.text());
    assertTrue(shown.text().contains("state: partial"), shown.text());
  }

  @Test
  void tailsThatAreGarbage() throws IOException {
    for (String path : ObjectId.of(BAND, ObjectName.TAIL).paths()) {
      store.delete(path);
      store.putIfAbsent(path, ByteSlice.utf8("garbage"));
    }
    assertTrue(shown().bad() > 0);
  }

  @Test
  void headersThatAreGone() throws IOException {
    for (String path : ObjectId.ARCHIVE.paths()) {
      store.delete(path);
    }
    Dumps.Shown shown = shown();
    assertEquals(3, shown.bad(), shown.text());
    assertTrue(shown.text().contains("by the signers that the sheet itself quotes"));
  }
}
