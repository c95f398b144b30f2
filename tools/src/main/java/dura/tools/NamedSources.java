package dura.tools;

import dura.band.model.FileName;
import dura.band.model.PrintableBytes;
import dura.tools.cli.Failures;
import dura.tools.cli.SystemPath;
import dura.tools.cli.UserError;
import dura.tools.text.ByteText;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a backup reads, each source under the name it gets in the archive: its last component, or
/// what `--as` says.
final class NamedSources {
  private NamedSources() {}

  /// @param sources paths
  /// @param renamed values of `--as`
  static SortedMap<FileName, byte[]> of(List<String> sources, List<String> renamed)
      throws UserError {
    var named = new TreeMap<FileName, byte[]>();
    for (String source : sources) {
      if (source.isEmpty()) {
        throw UserError.usage("usage.empty-source");
      }
      add(named, lastName(source), source);
    }
    for (String option : renamed) {
      int equals = option.indexOf('=');
      Optional<FileName> name = equals < 0
          ? Optional.empty()
          : FileName.parse(ByteText.bytes(option.substring(0, equals)));
      if (name.isEmpty() || equals == option.length() - 1) {
        throw UserError.usage("usage.as", option);
      }
      add(named, name.get(), option.substring(equals + 1));
    }
    return named;
  }

  private static void add(SortedMap<FileName, byte[]> named, FileName name, String source)
      throws UserError {
    byte[] former = named.put(name, ByteText.bytes(source));
    if (former != null) {
      throw UserError.usage("usage.same-name", PrintableBytes.of(former),
          ByteText.printable(source), name);
    }
  }

  /// The last component; of `.` and `..`, and of paths that end so, that of the directory which they
  /// mean.
  private static FileName lastName(String source) throws UserError {
    byte[] path = ByteText.bytes(source);
    byte[] last = lastComponent(path);
    if (last.length > 0 && FileName.parse(last).isEmpty()) {
      try {
        last = lastComponent(SystemPath.real(path));
      } catch (IOException e) {
        throw UserError.failed("source-unnamed", ByteText.printable(source), Failures.reason(e))
            .causedBy(e);
      }
    }
    Optional<FileName> name = FileName.parse(last);
    if (name.isEmpty()) {
      throw UserError.usage("usage.root-source", ByteText.printable(source));
    }
    return name.get();
  }

  /// What stands behind the last slash that is not at the end; nothing in `/`.
  private static byte[] lastComponent(byte[] path) {
    int end = path.length;
    while (end > 0 && path[end - 1] == '/') {
      end--;
    }
    int start = end;
    while (start > 0 && path[start - 1] != '/') {
      start--;
    }
    return Arrays.copyOfRange(path, start, end);
  }
}
