package dura.tools.cli;

import picocli.CommandLine.Option;

/// Which band is meant.
public final class BandOption {
  @Option(names = "--band", paramLabel = "B", descriptionKey = "band")
  private String selector = "latest";

  /// As the user gave it, or `latest`.
  public String selector() {
    return selector;
  }
}
