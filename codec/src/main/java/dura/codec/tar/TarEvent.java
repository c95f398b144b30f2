package dura.codec.tar;

/// What a [TarScanner] finds, in order of the tar.
public sealed interface TarEvent {
  /// A member of the profile.
  ///
  /// @param member what its header says
  /// @param headerOffset where its header begins in the tar
  /// @param dataOffset where its contents begin in the tar; they are `member.size()` bytes, as far
  ///     as the tar is there
  /// @param trust how the header was found
  record Member(TarMember member, long headerOffset, long dataOffset, Trust trust)
      implements TarEvent {}

  /// The end of the tar; nothing may follow.
  ///
  /// @param offset where its 1024 zero bytes begin
  record End(long offset) implements TarEvent {}

  /// Bytes that are not of the profile (`tar-profile`).
  ///
  /// @param offset where they begin in the tar
  /// @param message what is wrong, for people
  record Failure(long offset, FailureKind kind, String message) implements TarEvent {}

  /// How a header was found.
  enum Trust {
    /// The tar was read from its beginning to here.
    CHAINED,
    /// Found by a search behind damage, or read on from there. Contents of a user's file can look
    /// like this, if the file is such a tar itself.
    SEARCHED
  }

  /// What a failure means for what follows.
  enum FailureKind {
    /// A header that is none: members are missing, a search for the next one begins.
    LOST,
    /// A member no writer makes; its contents are passed over.
    REFUSED,
    /// The bytes that fill up a member's contents are not zero; the member itself stands.
    FILL,
    /// The tar stops in the middle, or goes on behind its end.
    END
  }
}
