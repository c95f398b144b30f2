package dura.tools.dump;

/// What offsets count in. A layer that maps bytes otherwise than one to one begins a space of its
/// own.
public enum Space {
  /// No bytes: a fact about the whole, or the result of a check.
  NONE("", ' '),
  /// The stored file.
  STORED("stored", ' '),
  /// The head's text and message, put together from the sections of the three copies.
  HEAD("head", 'h'),
  /// What a message holds once it is decrypted: the object's content.
  OPENED("opened", 'o'),
  /// A block's tar, or one hunk, once it is decompressed.
  RAW("raw", 'r');

  private final String word;
  private final char letter;

  Space(String word, char letter) {
    this.word = word;
    this.letter = letter;
  }

  /// The name for programs; empty for [#NONE].
  public String word() {
    return word;
  }

  /// The mark in front of offsets for people.
  public char letter() {
    return letter;
  }
}
