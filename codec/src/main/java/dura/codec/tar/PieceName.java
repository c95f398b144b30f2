package dura.codec.tar;

import dura.spec.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// What a member of a block's tar is: a whole file, or the piece of one that begins at an offset.
/// In the tar a piece is called `PATH~dura/OFFSET`, and user's components that could be taken for
/// Dura's own get one more `~` (`60-block.md`).
///
/// @param path the user's path
/// @param offset where the piece begins in the file; empty for a whole file
public record PieceName(TarPath path, OptionalLong offset) {
  /// Digits of the offset in a piece's name.
  private static final int OFFSET_DIGITS = 16;

  private static final long MAX_OFFSET = 9_999_999_999_999_999L;

  private static final byte[] MARK = {'~', 'd', 'u', 'r', 'a'};

  /// The most bytes of a member's name: every component of the longest path escaped, and a mark and
  /// an offset behind.
  static final int MAX_NAME_LENGTH =
      Limits.MAX_PATH_BYTES + Limits.MAX_PATH_BYTES / (MARK.length + 1) + 1 + MARK.length + 1
          + OFFSET_DIGITS;

  public PieceName {
    if (offset.isPresent() && (offset.getAsLong() < 0 || offset.getAsLong() > MAX_OFFSET)) {
      throw new IllegalArgumentException("a piece at offset " + offset.getAsLong());
    }
  }

  /// The name of a file that is stored whole.
  public static PieceName whole(TarPath path) {
    return new PieceName(path, OptionalLong.empty());
  }

  /// The name of the piece of a file that begins at `offset`, 0 to 10^16 - 1.
  public static PieceName piece(TarPath path, long offset) {
    return new PieceName(path, OptionalLong.of(offset));
  }

  /// The member's name in the tar.
  public byte[] memberName() {
    List<byte[]> components = new ArrayList<>();
    for (byte[] component : path.components()) {
      components.add(escaped(component));
    }
    if (offset.isPresent()) {
      components.set(components.size() - 1, concat(components.getLast(), MARK));
      String digits = "%016d".formatted(offset.getAsLong());
      components.add(digits.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return TarPath.join(components);
  }

  /// Reads a member's name.
  ///
  /// @throws IllegalArgumentException if no writer gives a member this name; the message says why
  public static PieceName parse(byte[] memberName) {
    if (memberName.length > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("a name of " + memberName.length + " bytes");
    }
    List<byte[]> components = TarPath.split(memberName);
    OptionalLong offset = OptionalLong.empty();
    int count = components.size();
    if (count > 1 && marked(components.get(count - 2)) && isOffset(components.getLast())) {
      offset = OptionalLong.of(number(components.removeLast()));
      byte[] file = components.removeLast();
      components.add(Arrays.copyOf(file, file.length - MARK.length));
    }
    components.replaceAll(PieceName::unescaped);
    return new PieceName(TarPath.of(TarPath.join(components)), offset);
  }

  private static byte[] escaped(byte[] component) {
    return isReserved(component) ? concat(component, new byte[] {'~'}) : component;
  }

  private static byte[] unescaped(byte[] component) {
    if (marked(component)) {
      throw new IllegalArgumentException("a component that ends in ~dura and is not Dura's");
    }
    return isReserved(component) ? Arrays.copyOf(component, component.length - 1) : component;
  }

  /// Whether the component ends in `~dura` and any number of `~`.
  private static boolean isReserved(byte[] component) {
    int end = component.length;
    while (end > 0 && component[end - 1] == '~') {
      end--;
    }
    return endsWithMark(component, end);
  }

  private static boolean marked(byte[] component) {
    return endsWithMark(component, component.length);
  }

  private static boolean endsWithMark(byte[] component, int end) {
    int from = end - MARK.length;
    return from >= 0 && Arrays.equals(component, from, end, MARK, 0, MARK.length);
  }

  private static boolean isOffset(byte[] component) {
    if (component.length != OFFSET_DIGITS) {
      return false;
    }
    for (byte b : component) {
      if (b < '0' || b > '9') {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] digits) {
    long number = 0;
    for (byte digit : digits) {
      number = number * 10 + (digit - '0');
    }
    return number;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
