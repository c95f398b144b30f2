package dura.tools;

/// The command `dura`.
public final class Dura {
  private Dura() {}

  /// Prints the version.
  public static void main(String[] args) {
    System.out.println("dura " + Version.number());
  }
}
