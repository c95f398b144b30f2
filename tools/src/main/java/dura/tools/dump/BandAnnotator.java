package dura.tools.dump;

import dura.band.model.BandTail;
import dura.band.model.GroupLine;
import dura.band.model.KeyBlock;
import dura.band.model.Sums;
import dura.band.store.Store;
import dura.band.store.Store.Listed;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.crypt.ClearText;
import dura.codec.head.Sheet;
import dura.codec.head.Sheet.IllegalSheet;
import dura.codec.pipeline.DecodedObject;
import dura.proto.Content;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One band of an archive: head and tail in short, groups, files.
final class BandAnnotator {
  /// Folders below a band: one for each kind of object, and below it one for each 32nd number.
  private static final int FOLDERS = 2;

  private final Store store;
  private final ObjectSource objects;
  private final SignedSheetAnnotator signatures;
  private final BandName band;

  BandAnnotator(Store store, ObjectSource objects, List<KeyBlock> signers, BandName band) {
    this.store = store;
    this.objects = objects;
    this.signatures = new SignedSheetAnnotator(signers);
    this.band = band;
  }

  private record File(String path, long length) {}

  /// A sheet object, its signature taken off.
  ///
  /// @param verdict about the signature
  private record Text(Sheet sheet, ByteSlice text, List<Node> verdict) {}

  Node annotate() {
    var files = new ArrayList<File>();
    list("", FOLDERS, files);
    var parts = new ArrayList<Node>();
    Optional<Text> tail = first(ObjectName.TAIL, files);
    Optional<Text> pruned = first(ObjectName.PRUNED, files);
    parts.add(state(files, tail, pruned));
    Optional<Text> head = first(ObjectName.HEAD, files);
    parts.add(head.map(text -> sheet("band head", text))
        .orElseGet(() -> objects.summary(band + "/head.tar")));
    pruned.ifPresent(text -> parts.add(sheet("former tail", text)));
    tail.ifPresent(text -> parts.add(sheet("band tail", text)));
    tail.ifPresent(text -> parts.addAll(groups(text.text())));
    parts.add(files(files));
    return Node.branch(band.toString(), Span.NONE, "", parts);
  }

  private void list(String folder, int depth, List<File> files) {
    List<Listed> below;
    try {
      below = store.list(folder.isEmpty() ? band.toString() : band + "/" + folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Listed listed : below) {
      String path = folder.isEmpty() ? listed.name() : folder + "/" + listed.name();
      if (!listed.directory()) {
        files.add(new File(path, listed.length()));
      } else if (depth > 0) {
        list(path, depth - 1, files);
      }
    }
  }

  private static boolean has(List<File> files, ObjectName name) {
    return files.stream().anyMatch(file -> name.paths().contains(file.path()));
  }

  private static Node state(List<File> files, Optional<Text> tail, Optional<Text> pruned) {
    if (pruned.isPresent() || has(files, ObjectName.PRUNED)) {
      return Node.fact("state", Meanings.text("state-pruned"));
    }
    if (tail.isPresent()) {
      return Node.fact("state", Meanings.text("state-finished"));
    }
    return has(files, ObjectName.TAIL)
        ? Node.fact("state", "").bad(Meanings.text("state-unreadable"))
        : Node.fact("state", Meanings.text("state-partial"));
  }

  /// The first copy of an object that holds a sheet.
  private Optional<Text> first(ObjectName name, List<File> files) {
    for (String path : name.paths()) {
      if (files.stream().noneMatch(file -> file.path().equals(path))) {
        continue;
      }
      if (objects
          .read(band + "/" + path) instanceof ObjectSource.Read(var _, DecodedObject.Good good)) {
        Optional<Text> text = text(good);
        if (text.isPresent()) {
          return text;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Text> text(DecodedObject.Good good) {
    ByteSlice text = good.payload();
    List<Node> verdict = List.of();
    if (good.found().head().getContent() == Content.SIGNED_SHEET) {
      byte[] document = text.toByteArray();
      Optional<ClearText> clear = ClearText.parse(document);
      if (clear.isEmpty()) {
        return Optional.empty();
      }
      verdict = List.of(signatures.verdict(document, clear.get()));
      text = ByteSlice.utf8(clear.get().text());
    }
    try {
      return Optional.of(new Text(Sheet.parse(text), text, verdict));
    } catch (IllegalSheet e) {
      return Optional.empty();
    }
  }

  /// The fields in short: what they quote, and the groups, stand elsewhere.
  private static Node sheet(String name, Text text) {
    var facts = new ArrayList<>(text.verdict());
    Map<String, Integer> counts = new HashMap<>();
    for (Sheet.Field field : text.sheet().fields()) {
      int count = counts.merge(field.key(), 1, Integer::sum);
      if (!field.key().equals("group")) {
        String unique = count == 1 ? field.key() : field.key() + "[" + (count - 1) + "]";
        facts.add(Node.leaf(unique, Span.NONE, field.value(), Meanings.of("key " + field.key())));
      }
    }
    return Node.branch(name, Span.NONE, "", facts);
  }

  private List<Node> groups(ByteSlice tailText) {
    BandTail tail;
    try {
      tail = BandTail.parse(tailText);
    } catch (IllegalSheet e) {
      return List.of(Node.fact("groups", "").bad(Meanings.text("sheet-rules", e.getMessage())));
    }
    var nodes = new ArrayList<Node>();
    List<Sums.Line> lines = sums(tail, nodes);
    // First the head; then each group's members and its parity objects.
    int at = 1;
    for (GroupLine group : tail.groups()) {
      nodes.add(group(group, lines, at));
      at += group.members() + group.parity();
    }
    return nodes;
  }

  private List<Sums.Line> sums(BandTail tail, List<Node> nodes) {
    Node sums = Node.leaf(Sums.PATH, Span.NONE, "", "");
    try {
      var file = store.read(band + "/" + Sums.PATH);
      if (file.isEmpty()) {
        nodes.add(sums.bad(Meanings.text("copy-missing")));
        return List.of();
      }
      boolean right = Sha256.of(file.get().bytes()).equals(tail.sumsSha256());
      nodes.add(right
          ? Node.leaf(Sums.PATH, Span.NONE, tail.sumsSha256().toHex(), "")
          : sums.bad(Meanings.text("sums-differ")));
      return Sums.parse(band, file.get().bytes());
    } catch (IOException | IllegalSheet e) {
      nodes.add(sums.bad(Meanings.text("sums-bad", e.getMessage())));
      return List.of();
    }
  }

  private Node group(GroupLine group, List<Sums.Line> lines, int at) {
    String value = Meanings.text("group-line", Texts.word(group.kind()), group.members(),
        group.parity(), group.listSha256().toHex());
    int membersEnd = at + group.members();
    int end = membersEnd + group.parity();
    String name = "group[" + group.number() + "]";
    if (end > lines.size()) {
      return Node.leaf(name, Span.NONE, value, "").bad(Meanings.text("group-short"));
    }
    var list = new StringBuilder();
    lines.subList(at, membersEnd).forEach(line -> list.append(line.render(band)));
    Node node = Node.branch(name, Span.NONE, value,
        lines.subList(at, end).stream().map(BandAnnotator::member).toList());
    return Sha256.of(ByteSlice.utf8(list.toString())).equals(group.listSha256())
        ? node
        : node.bad(Meanings.text("group-differs"));
  }

  private static Node member(Sums.Line line) {
    return Node.leaf(line.object().toString(), Span.NONE, line.sha256().toHex(), "");
  }

  private Node files(List<File> files) {
    long bytes = files.stream().mapToLong(File::length).sum();
    Iterable<Node> nodes = () -> files.stream().map(this::file).iterator();
    return Node.branch("objects", Span.NONE,
        Meanings.text("files-total", files.size(), bytes), nodes);
  }

  private Node file(File file) {
    boolean known = file.path().equals(Sums.PATH)
        || ObjectId.ofPath(band + "/" + file.path()).isPresent();
    return Node.leaf(file.path(), Span.NONE, Meanings.text("object-listed", file.length()),
        known ? "" : Meanings.text("unexpected"));
  }
}
