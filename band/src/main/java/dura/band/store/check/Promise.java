package dura.band.store.check;

/// What a place can promise, in the order in which it is tried.
public enum Promise {
  /// What was put is read, byte by byte, also by whoever opens the place anew.
  KEEPS_BYTES(Need.ARCHIVE),
  /// Ranges of objects can be read.
  READS_RANGES(Need.ARCHIVE),
  /// A put under a path that is taken leaves what is there, and says so.
  KEEPS_WHAT_IS_THERE(Need.ARCHIVE),
  /// Lists show what stands below a directory, all of it and nothing else.
  LISTS(Need.ARCHIVE),
  /// An object of the size of a full block can be stored.
  TAKES_BLOCKS(Need.ARCHIVE),
  /// Objects can be deleted.
  DELETES(Need.COMFORT),
  /// Every object that an archive may have can be stored.
  TAKES_LARGEST(Need.COMFORT),
  /// Objects can be replaced in one step.
  REPLACES(Need.COMFORT),
  /// Of several puts to one path exactly one wins.
  ONE_WINNER(Need.AGREEMENT),
  /// What was put, and what was deleted, shows in the next list.
  LISTS_AT_ONCE(Need.AGREEMENT),
  /// The place says that all who use it agree.
  AGREES(Need.COMFORT);

  /// What a promise is needed for.
  public enum Need {
    /// Without it nothing can be kept in the place.
    ARCHIVE,
    /// Needed where the place says that all who use it agree; else a limit that can be lived with.
    AGREEMENT,
    /// A limit that can be lived with.
    COMFORT
  }

  private final Need need;

  Promise(Need need) {
    this.need = need;
  }

  public Need need() {
    return need;
  }
}
