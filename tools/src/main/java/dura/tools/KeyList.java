package dura.tools;

import dura.band.model.KeyBlock;
import dura.spec.Limits;
import dura.tools.cli.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Keys of one kind that an archive header lists, while they are changed.
final class KeyList {
  /// Digits of a fingerprint's end that are enough to name a key: those of a long key id.
  private static final int MIN_DIGITS = 16;

  private final String kind;
  private final List<KeyBlock> blocks;

  /// @param kind as in the header: `certificate`, `signer`
  KeyList(String kind, List<KeyBlock> blocks) {
    this.kind = kind;
    this.blocks = new ArrayList<>(blocks);
  }

  /// Lists a key that was in `file`.
  void add(KeyBlock block, String file) throws UserError {
    if (blocks.stream().anyMatch(block::isOf)) {
      throw UserError.failed("key.listed", file, kind);
    }
    if (blocks.size() == Limits.MAX_RECIPIENTS) {
      throw UserError.failed("key.too-many", kind, Limits.MAX_RECIPIENTS);
    }
    blocks.add(block);
  }

  /// Takes the key away whose fingerprint is, or ends in, `digits`.
  KeyBlock drop(String digits) throws UserError {
    String end = digits.replace(" ", "").toLowerCase(Locale.ROOT);
    List<KeyBlock> meant = end.length() < MIN_DIGITS
        ? List.of()
        : blocks.stream().filter(block -> block.fingerprint().toHex().endsWith(end)).toList();
    if (meant.size() != 1) {
      throw UserError.failed("key.unknown", digits, kind);
    }
    blocks.remove(meant.getFirst());
    return meant.getFirst();
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  List<KeyBlock> blocks() {
    return List.copyOf(blocks);
  }
}
