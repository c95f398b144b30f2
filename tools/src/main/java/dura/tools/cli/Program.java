package dura.tools.cli;

/// The programs and their exit codes for trouble.
public enum Program {
  DURA("dura", ExitCode.FAILED, ExitCode.USAGE), DURA_DUMP("dura-dump", ExitCode.FAILED,
      ExitCode.USAGE),
  DURA_FSCK("dura-fsck", FsckExitCode.FAILED, FsckExitCode.USAGE);

  private final String command;
  private final int failed;
  private final int usage;

  Program(String command, int failed, int usage) {
    this.command = command;
    this.failed = failed;
    this.usage = usage;
  }

  /// The name it is called by.
  public String command() {
    return command;
  }

  /// The exit code when the work could not be done.
  public int failed() {
    return failed;
  }

  /// The exit code when the command line makes no sense.
  public int usage() {
    return usage;
  }
}
