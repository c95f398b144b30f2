package dura.band.store;

import java.io.IOException;

/// A place that cannot be opened or made as an archive's: what the user named is at fault, not the
/// storage behind it.
public final class LocationException extends IOException {
  private static final long serialVersionUID = 1L;

  /// What is the matter with a location.
  public enum Problem {
    /// Nothing is there.
    MISSING("there is nothing"),
    /// The folder that should hold the new one is not there (a disk that is not mounted?).
    PARENT_MISSING("the folder above it is missing"),
    /// Something else than a folder is there.
    NOT_A_FOLDER("not a folder"),
    /// A new archive needs a new or empty folder.
    NOT_EMPTY("not empty"),
    /// The text is neither a path nor a URL.
    MALFORMED("not a path or URL of an archive"),
    /// Nothing in this installation opens URLs of this scheme.
    NO_PROVIDER("no module for this kind of location is installed"),
    /// A setting that concerns places makes no sense.
    SETTING("makes no sense");

    private final String text;

    Problem(String text) {
      this.text = text;
    }
  }

  private final Problem problem;
  private final String location;
  private final String detail;

  /// @param location as the user gave it
  public LocationException(Problem problem, String location) {
    this(problem, location, "");
  }

  /// @param location as the user gave it
  /// @param detail what makes the problem clearer, in words of no language: the schemes there are,
  ///     the part that is not understood; may be empty
  public LocationException(Problem problem, String location, String detail) {
    super(location + ": " + problem.text + (detail.isEmpty() ? "" : ": " + detail));
    this.problem = problem;
    this.location = location;
    this.detail = detail;
  }

  public Problem problem() {
    return problem;
  }

  /// The location as the user gave it.
  public String location() {
    return location;
  }

  /// What makes the problem clearer; may be empty.
  public String detail() {
    return detail;
  }
}
