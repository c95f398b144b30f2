package dura.band.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// A wildcard pattern over the bytes of a path, as gitignore(5) has it.
///
/// `?` is one byte but `/`; `*` any number of those; `[…]` one byte of a set, never `/`; `\` takes the
/// next byte as it is. `**` between slashes or at an end is any number of components; elsewhere it
/// is `*`. A pattern that breaks off inside a set or behind a backslash matches nothing.
///
/// Time is the product of the lengths of pattern and path, whatever the pattern.
final class Glob {
  /// One step of a pattern.
  private sealed interface Token {
    /// One byte of these.
    record One(BitSet bytes) implements Token {}

    /// Any number of bytes.
    ///
    /// @param slashes whether `/` is one of them
    record Any(boolean slashes) implements Token {}

    /// Nothing, or any bytes that end in `/`.
    record Directories() implements Token {}
  }

  private static final Map<String, IntPredicate> CLASSES = Map.ofEntries(
      Map.entry("alnum", c -> isLetter(c) || isDigit(c)),
      Map.entry("alpha", Glob::isLetter),
      Map.entry("blank", c -> c == ' ' || c == '\t'),
      Map.entry("cntrl", c -> c < 0x20 || c == 0x7F),
      Map.entry("digit", Glob::isDigit),
      Map.entry("graph", c -> c > 0x20 && c < 0x7F),
      Map.entry("lower", c -> c >= 'a' && c <= 'z'),
      Map.entry("print", c -> c >= 0x20 && c < 0x7F),
      Map.entry("punct", c -> c > 0x20 && c < 0x7F && !isLetter(c) && !isDigit(c)),
      Map.entry("space", c -> c == ' ' || (c >= '\t' && c <= '\r')),
      Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
      Map.entry("xdigit", c -> isDigit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'f'));

  private final byte[] text;
  private final Optional<List<Token>> tokens;

  private Glob(byte[] text, Optional<List<Token>> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  private static boolean isLetter(int c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /// The pattern that `text` (copied) spells.
  static Glob of(byte[] text) {
    return new Glob(text.clone(), new Parser(text).parse());
  }

  /// The pattern as it was given (a copy).
  byte[] text() {
    return text.clone();
  }

  /// Whether all of `bytes` fits the pattern.
  boolean matches(byte[] bytes) {
    if (tokens.isEmpty()) {
      return false;
    }
    // reach: how many bytes the tokens so far can have taken.
    var reach = new BitSet(bytes.length + 1);
    reach.set(0);
    for (Token token : tokens.get()) {
      reach = switch (token) {
        case Token.One(var set) -> afterOne(reach, set, bytes);
        case Token.Any(var slashes) -> afterAny(reach, slashes, bytes);
        case Token.Directories() -> afterDirectories(reach, bytes);
      };
    }
    return reach.get(bytes.length);
  }

  private static BitSet afterOne(BitSet reach, BitSet set, byte[] bytes) {
    var next = new BitSet(bytes.length + 1);
    for (int at = reach.nextSetBit(0); at >= 0 && at < bytes.length;
        at = reach.nextSetBit(at + 1)) {
      next.set(at + 1, set.get(bytes[at] & 0xFF));
    }
    return next;
  }

  private static BitSet afterAny(BitSet reach, boolean slashes, byte[] bytes) {
    var next = new BitSet(bytes.length + 1);
    boolean running = false;
    for (int at = 0; at <= bytes.length; at++) {
      running |= reach.get(at);
      next.set(at, running);
      running &= at < bytes.length && (slashes || bytes[at] != '/');
    }
    return next;
  }

  private static BitSet afterDirectories(BitSet reach, byte[] bytes) {
    var next = (BitSet) reach.clone();
    int first = reach.nextSetBit(0);
    for (int at = Math.max(first, 0); first >= 0 && at < bytes.length; at++) {
      if (bytes[at] == '/') {
        next.set(at + 1);
      }
    }
    return next;
  }

  /// Reads a pattern once from left to right.
  private static final class Parser {
    private final byte[] text;
    private int at;

    Parser(byte[] text) {
      this.text = text;
    }

    private int peek(int ahead) {
      return at + ahead < text.length ? text[at + ahead] & 0xFF : -1;
    }

    Optional<List<Token>> parse() {
      var tokens = new ArrayList<Token>();
      while (at < text.length) {
        Optional<Token> token = switch (peek(0)) {
          case '*' -> Optional.of(stars());
          case '?' -> {
            at++;
            yield Optional.of(new Token.One(allButSlash()));
          }
          case '[' -> set();
          case '\\' -> {
            at++;
            yield literal();
          }
          default -> literal();
        };
        if (token.isEmpty()) {
          return Optional.empty();
        }
        tokens.add(token.get());
      }
      return Optional.of(tokens);
    }

    private Token stars() {
      int start = at;
      while (peek(0) == '*') {
        at++;
      }
      boolean atComponentStart = start == 0 || text[start - 1] == '/';
      if (at - start < 2 || !atComponentStart) {
        return new Token.Any(false);
      }
      if (peek(0) == '/') {
        at++;
        return new Token.Directories();
      }
      return new Token.Any(peek(0) < 0);
    }

    private Optional<Token> literal() {
      if (at == text.length) {
        return Optional.empty();
      }
      var one = new BitSet();
      one.set(text[at++] & 0xFF);
      return Optional.of(new Token.One(one));
    }

    private static BitSet allButSlash() {
      var set = new BitSet();
      set.set(0, 256);
      set.clear('/');
      return set;
    }

    /// A set: the first byte in it is a member even if it is `]`.
    private Optional<Token> set() {
      at++;
      boolean negated = peek(0) == '!' || peek(0) == '^';
      if (negated) {
        at++;
      }
      var members = new BitSet();
      int previous = -1;
      boolean first = true;
      while (first || peek(0) != ']') {
        first = false;
        int c = peek(0);
        if (c < 0) {
          return Optional.empty();
        }
        if (c == '-' && previous >= 0 && peek(1) >= 0 && peek(1) != ']') {
          at++;
          int last = member();
          if (last < 0) {
            return Optional.empty();
          }
          if (previous <= last) {
            members.set(previous, last + 1);
          }
          previous = -1;
        } else if (c == '[' && peek(1) == ':') {
          Optional<String> name = className();
          if (name.isEmpty()) {
            members.set('[');
            at++;
            previous = '[';
          } else {
            IntPredicate isIn = CLASSES.get(name.get());
            if (isIn == null) {
              return Optional.empty();
            }
            for (int b = 0; b < 0x80; b++) {
              members.set(b, members.get(b) || isIn.test(b));
            }
            at += name.get().length() + 4;
            previous = -1;
          }
        } else {
          previous = member();
          if (previous < 0) {
            return Optional.empty();
          }
          members.set(previous);
        }
      }
      at++;
      if (negated) {
        members.flip(0, 256);
      }
      members.clear('/');
      return Optional.of(new Token.One(members));
    }

    /// One byte of a set, behind a backslash or not; −1 where the pattern ends.
    private int member() {
      if (peek(0) == '\\') {
        at++;
      }
      int c = peek(0);
      at++;
      return c;
    }

    /// The name in `[:name:]`; empty where it does not end that way.
    private Optional<String> className() {
      var name = new ByteArrayOutputStream();
      int i = at + 2;
      while (i < text.length && text[i] != ']') {
        name.write(text[i++]);
      }
      byte[] bytes = name.toByteArray();
      boolean closed = i < text.length && bytes.length > 0 && bytes[bytes.length - 1] == ':';
      return closed
          ? Optional.of(new String(Arrays.copyOf(bytes, bytes.length - 1),
              StandardCharsets.ISO_8859_1))
          : Optional.empty();
    }
  }
}
