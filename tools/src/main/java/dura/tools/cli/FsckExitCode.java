package dura.tools.cli;

/// Exit codes of `dura-fsck`, as of fsck(8).
public final class FsckExitCode {
  /// No damage.
  public static final int CLEAN = 0;
  /// All damage that was found is repaired.
  public static final int REPAIRED = 1;
  /// Damage is left.
  public static final int DAMAGE_LEFT = 4;
  /// The check could not be done.
  public static final int FAILED = 8;
  /// The command line makes no sense.
  public static final int USAGE = 16;

  private FsckExitCode() {}
}
