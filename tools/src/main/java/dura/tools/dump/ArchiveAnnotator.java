package dura.tools.dump;

import dura.band.model.ArchiveHeader;
import dura.band.model.KeyBlock;
import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.codec.bytes.ByteSlice;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.spec.BandName;
import dura.spec.ObjectName;
import dura.spec.RootFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What an archive holds: header, root files, bands with their groups and objects. Reads heads and
/// tails; the other objects are listed.
public final class ArchiveAnnotator {
  private final Store store;
  private final ObjectSource objects;
  private final Optional<Copy> newest;

  public ArchiveAnnotator(Store store) {
    this.store = store;
    this.objects = new ObjectSource(store);
    this.newest = newest(objects);
  }

  /// The header of the newest generation that can be read, if any copy can.
  public Optional<ArchiveHeader> header() {
    return newest.map(Copy::header);
  }

  /// Whether anything here is of an archive.
  public boolean isArchive() throws IOException {
    return store.list("")
        .stream()
        .anyMatch(listed -> ObjectName.ARCHIVE.paths().contains(listed.name())
            || BandName.parse(listed.name()).isPresent());
  }

  /// The tree. Bands are read when they are looked at; where the place fails then, it is an
  /// [java.io.UncheckedIOException].
  public Node annotate(String name) throws IOException {
    List<Listed> root = store.list("");
    List<Iterable<Node>> parts = new ArrayList<>();
    parts.add(List.of(copies()));
    newest.ifPresent(copy -> parts.add(List.of(header(copy))));
    parts.add(List.of(Node.branch("root files", Span.NONE, "", rootFiles(root))));
    Iterable<Node> bands = () -> bands(root).stream().map(this::band).iterator();
    parts
        .add(List.of(Node.branch("bands", Span.NONE, Integer.toString(bands(root).size()), bands)));
    return Node.branch(name, Span.NONE, "", Sequence.of(parts));
  }

  private record Copy(ArchiveHeader header, ByteSlice payload) {}

  private static Optional<Copy> newest(ObjectSource objects) {
    var copies = new ArrayList<Copy>();
    for (String path : ObjectName.ARCHIVE.paths()) {
      if (objects.read(path) instanceof ObjectSource.Read(var _, DecodedObject.Good good)) {
        try {
          copies.add(new Copy(ArchiveHeader.parse(good.payload()), good.payload()));
        } catch (IllegalSheet _) {
          // Not a header; its place among the copies says so.
        }
      }
    }
    return copies.stream()
        .max((a, b) -> Integer.compare(a.header().generation(), b.header().generation()));
  }

  private Node copies() {
    List<Node> copies =
        ObjectName.ARCHIVE.paths().stream().map(objects::summary).toList();
    return Node.branch("archive header copies", Span.NONE, "", copies);
  }

  private static Node header(Copy newest) {
    Span span = Span.of(Space.OPENED, 0, newest.payload());
    return Node.branch("archive header", span, "", SheetAnnotator.annotate(span));
  }

  private static List<Node> rootFiles(List<Listed> root) {
    Set<String> known = new TreeSet<>(ObjectName.ARCHIVE.paths());
    Arrays.stream(RootFile.values()).map(RootFile::fileName).forEach(known::add);
    known.add(RootFile.KEY);
    return root.stream()
        .filter(listed -> !listed.directory())
        .map(listed -> Node.leaf(listed.name(), Span.NONE,
            Meanings.text("file-bytes", listed.length()),
            known.contains(listed.name()) ? "" : Meanings.text("unexpected")))
        .toList();
  }

  private static List<BandName> bands(List<Listed> root) {
    return root.stream()
        .filter(Listed::directory)
        .flatMap(listed -> BandName.parse(listed.name()).stream())
        .sorted()
        .toList();
  }

  private Node band(BandName band) {
    return new BandAnnotator(store, objects, signers(), band).annotate();
  }

  private List<KeyBlock> signers() {
    return header().map(ArchiveHeader::signers).orElse(List.of());
  }
}
