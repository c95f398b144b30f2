package dura.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectIdTest {
  private static final BandName BAND = new BandName(7, "7kq3w2zd");

  @Test
  void objectOfABand() {
    ObjectId block = ObjectId.of(BAND, ObjectName.block(69));
    assertEquals("b000007-7kq3w2zd/d0000069", block.toString());
    assertEquals("b000007-7kq3w2zd/d/05/d0000069.tar", block.path());
    assertEquals(List.of(block.path()), block.paths());
    assertEquals(Optional.of(block), ObjectId.ofPath(block.path()));
  }

  @Test
  void archiveHeader() {
    assertEquals("archive", ObjectId.ARCHIVE.toString());
    assertEquals("archive.tar", ObjectId.ARCHIVE.path());
    for (String path : List.of("archive.tar", "archive-2.tar", "archive-3.tar")) {
      assertEquals(Optional.of(ObjectId.ARCHIVE), ObjectId.ofPath(path));
    }
  }

  @Test
  void copiesAreTheSameObject() {
    ObjectId tail = ObjectId.of(BAND, ObjectName.TAIL);
    assertEquals(List.of("b000007-7kq3w2zd/tail.tar", "b000007-7kq3w2zd/tail-2.tar",
        "b000007-7kq3w2zd/tail-3.tar"), tail.paths());
    tail.paths().forEach(path -> assertEquals(Optional.of(tail), ObjectId.ofPath(path)));
  }

  @Test
  void otherPlacesHoldNoObject() {
    for (String path : List.of("", "/", "head.tar", "tail.tar", "d/05/d0000069.tar",
        "b000007-7kq3w2zd", "b000007-7kq3w2zd/", "b000007-7kq3w2zd/archive.tar",
        "b000007-7kq3w2zd/SHA256SUMS", "b000007-7kq3w2zd/d/06/d0000069.tar",
        "b000007-7kq3w2zd//head.tar", "b000007-7kq3w2zd/b000007-7kq3w2zd/head.tar",
        "x/archive.tar", "/archive.tar", "b7-7kq3w2zd/head.tar", "README.txt",
        "repair/archive.tar", "repair/b000007-7kq3w2zd/head.tar")) {
      assertEquals(Optional.empty(), ObjectId.ofPath(path), path);
    }
  }
}
