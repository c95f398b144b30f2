package dura.tools.cli;

import dura.band.store.LocationException;
import dura.band.store.StoreLocation;
import dura.spec.BandName;
import dura.spec.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The arguments of a command, told apart into ARCHIVE and the others.
///
/// ARCHIVE comes first. Where the environment or the config file names one it may be left out; a
/// first argument that is an archive, or a URL, is ARCHIVE all the same, and so is the only argument
/// of a command that takes no other.
///
/// @param location of the archive
/// @param others what stands behind it
public record ArchiveArgument(String location, List<String> others) {
  public ArchiveArgument {
    others = List.copyOf(others);
  }

  /// Tells `arguments` apart.
  ///
  /// @param arguments all of them, in order
  /// @param maxOthers how many the command takes besides ARCHIVE
  public static ArchiveArgument of(List<String> arguments, int maxOthers, Settings settings)
      throws UserError {
    Optional<String> standIn = settings.archive();
    boolean named = !arguments.isEmpty()
        && (standIn.isEmpty() || maxOthers == 0 || isArchive(arguments.getFirst()));
    ArchiveArgument found;
    if (named) {
      found = new ArchiveArgument(arguments.getFirst(), arguments.subList(1, arguments.size()));
    } else if (standIn.isPresent()) {
      found = new ArchiveArgument(standIn.get(), arguments);
    } else {
      throw UserError.usage("usage.no-archive");
    }
    if (found.others().size() > maxOthers) {
      throw UserError.usage("usage.one-too-many", found.others().get(maxOthers));
    }
    return found;
  }

  private static boolean isArchive(String argument) {
    try {
      return StoreLocation.parse(argument).isUrl() || isArchive(Path.of(argument));
    } catch (LocationException | InvalidPathException e) {
      return false;
    }
  }

  private static boolean isArchive(Path folder) {
    if (ObjectName.ARCHIVE.paths().stream().map(folder::resolve).anyMatch(Files::exists)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(
          entry -> BandName.parse(String.valueOf(entry.getFileName())).isPresent());
    } catch (IOException e) {
      return false;
    }
  }
}
