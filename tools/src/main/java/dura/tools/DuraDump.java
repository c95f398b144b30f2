package dura.tools;

/// The command `dura-dump`.
public final class DuraDump {
  private DuraDump() {}

  /// Prints the version.
  public static void main(String[] args) {
    System.out.println("dura-dump " + Version.number());
  }
}
