package dura.band.scavenge;

/// What a search of an image came to.
///
/// @param bytes of the image
/// @param unreadable bytes of them that the disk did not give back
/// @param archives that objects were found of
/// @param whole objects found, or repaired by their inner code
/// @param partial objects of which cells are missing
/// @param headOnly objects of which no more than the head was found
/// @param written files that were made
/// @param complete whether no object had to be left out for want of memory
public record ScavengeReport(long bytes, long unreadable, int archives, long whole, long partial,
    long headOnly, long written, boolean complete) {
  /// Whether anything of an archive was found.
  public boolean isAnything() {
    return whole + partial + headOnly > 0;
  }
}
