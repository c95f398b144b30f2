package dura.band.store;

import java.util.List;

/// The paths a store takes: relative, of components of `[A-Za-z0-9.-]` joined by `/`, none beginning
/// with a dot. So no path leads out of the archive, and none names what a store hides.
/// format-spec/80-archive.md.
public final class StorePath {
  /// Bytes of a component: a file system takes 255, and a temporary name is longer.
  public static final int MAX_COMPONENT_BYTES = 200;

  private StorePath() {}

  /// The components of the path of an object.
  ///
  /// @throws IllegalArgumentException where it is not such a path: whoever reads paths from outside
  ///     checks them first
  public static List<String> components(String path) {
    List<String> components = List.of(path.split("/", -1));
    for (String component : components) {
      if (!isComponent(component)) {
        throw new IllegalArgumentException("not the path of an object: \"" + path + "\"");
      }
    }
    return components;
  }

  /// The components of a directory's path; `""` is the archive itself and has none.
  ///
  /// @throws IllegalArgumentException as [#components]
  public static List<String> directoryComponents(String path) {
    return path.isEmpty() ? List.of() : components(path);
  }

  private static boolean isComponent(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_COMPONENT_BYTES
        && text.charAt(0) != '.'
        && text.chars().allMatch(StorePath::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.'
        || c == '-';
  }
}
