package dura.tools;

/// The command `dura-fsck`.
public final class DuraFsck {
  private DuraFsck() {}

  /// Prints the version.
  public static void main(String[] args) {
    System.out.println("dura-fsck " + Version.number());
  }
}
