package dura.band.machine;

import dura.band.model.ArchivePath;
import dura.band.source.FileMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The directories of a restore that are not complete yet: those on the way to the current one and
/// the siblings whose turn comes. A directory gets its metadata when nothing below it can follow any
/// more. A value: every change gives a new one.
final class OpenTree {
  static final OpenTree EMPTY = new OpenTree(ArchivePath.TOP, null, null);

  private static final byte[] ANY_NAME = {1};

  /// @param path of the directory
  /// @param metadata what it gets in the end; empty where it keeps what it has
  /// @param usable whether it is there, so that something can be put into it
  record Directory(ArchivePath path, Optional<FileMetadata> metadata, boolean usable) {}

  private record Node(Directory directory, @Nullable Node below) {}

  /// Whose entries are coming.
  private final ArchivePath current;

  /// Directories among them, the last one first.
  private final @Nullable Node children;

  /// Directories whose entries may still come, the next one first.
  private final @Nullable Node stack;

  private OpenTree(ArchivePath current, @Nullable Node children, @Nullable Node stack) {
    this.current = current;
    this.children = children;
    this.stack = stack;
  }

  /// The tree when entries of `parent` come next.
  OpenTree at(ArchivePath parent) {
    if (parent.equals(current)) {
      return this;
    }
    Node queue = stack;
    for (Node child = children; child != null; child = child.below()) {
      queue = new Node(child.directory(), queue);
    }
    return new OpenTree(parent, null, queue);
  }

  /// A directory that is complete when entries of the current directory come; empty where there is
  /// none any more.
  Optional<Directory> complete() {
    return stack != null && !isOpen(stack.directory().path())
        ? Optional.of(stack.directory())
        : Optional.empty();
  }

  private boolean isOpen(ArchivePath directory) {
    return current.isAtOrBelow(directory) || isBehind(directory, current);
  }

  /// Whether the entries of `directory` stand behind those of `other`.
  private static boolean isBehind(ArchivePath directory, ArchivePath other) {
    return directory.child(ANY_NAME).compareTo(other.child(ANY_NAME)) > 0;
  }

  /// The next directory when no more entries come; empty where there is none any more.
  Optional<Directory> top() {
    return stack == null ? Optional.empty() : Optional.of(stack.directory());
  }

  /// The tree without the next directory.
  OpenTree pop() {
    if (stack == null) {
      throw new IllegalStateException("no directory is open");
    }
    return new OpenTree(current, children, stack.below());
  }

  /// The tree when no more entries come: its directories in the order in which they are complete.
  OpenTree ended() {
    Node queue = stack;
    for (Node child = children; child != null; child = child.below()) {
      queue = new Node(child.directory(), queue);
    }
    return new OpenTree(current, null, queue);
  }

  /// The tree with one more directory among the entries of the current one.
  OpenTree withChild(Directory directory) {
    return new OpenTree(current, new Node(directory, children), stack);
  }

  /// The tree with `directory`, of which the index has no entry, on the way to the current one.
  OpenTree withAncestor(Directory directory) {
    return new OpenTree(current, children, new Node(directory, stack));
  }

  /// The first directory on the way to the current one, or itself, that is not known and can be
  /// made; empty where there is none.
  Optional<ArchivePath> missing() {
    Optional<Directory> above =
        top().filter(directory -> current.isAtOrBelow(directory.path()));
    ArchivePath known = above.map(Directory::path).orElse(ArchivePath.TOP);
    if (known.equals(current) || above.filter(directory -> !directory.usable()).isPresent()) {
      return Optional.empty();
    }
    ArchivePath at = current;
    while (!at.parent().equals(known)) {
      at = at.parent();
    }
    return Optional.of(at);
  }

  /// Whether the current directory is there.
  boolean usable() {
    return current.isTop() || stack != null && stack.directory().usable();
  }
}
