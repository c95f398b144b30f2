package dura.band.store.sftp;

import dura.band.store.LocationException;
import dura.band.store.StoreLocation;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `sftp://[USER@]HOST[:PORT]/PATH`, the path from the root of the server; below the user's home as
/// `/~/PATH`.
///
/// @param user on the server; without one the configuration decides
/// @param host name or address, or an alias of the configuration
/// @param port 0 where none is given
/// @param folder absolute, or relative to the user's home; without a slash at its end
/// @param text as the user gave it
record SftpLocation(
    Optional<String> user, String host, int port, String folder, String text) {
  private static final Pattern FORM = Pattern.compile(
      "(?i:sftp)://(?:([^@/:\\p{Cntrl}]+)@)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])"
          + "(?::([0-9]{1,5}))?(/[^\\p{Cntrl}?#]*)");
  private static final String HOME = "/~/";

  /// @throws LocationException where it has another form. A password has no place in it.
  static SftpLocation parse(StoreLocation location) throws LocationException {
    Matcher parts = FORM.matcher(location.text());
    if (!parts.matches()) {
      throw malformed(location);
    }
    String path = parts.group(4).replaceFirst("/+$", "");
    String port = parts.group(3);
    boolean climbs = Arrays.asList(path.split("/", -1)).contains("..");
    if (climbs || port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)) {
      throw malformed(location);
    }
    boolean atHome = (path + "/").startsWith(HOME);
    String folder = atHome ? path.substring(Math.min(HOME.length(), path.length())) : path;
    String empty = atHome ? "." : "/";
    return new SftpLocation(Optional.ofNullable(parts.group(1)),
        parts.group(2).replaceAll("[\\[\\]]", ""), port == null ? 0 : Integer.parseInt(port),
        folder.isEmpty() ? empty : folder, location.text());
  }

  private static LocationException malformed(StoreLocation location) {
    return new LocationException(LocationException.Problem.MALFORMED, location.text(),
        "sftp://USER@HOST:PORT/PATH");
  }

  /// The path of an object or folder on the server; of the place itself for `""`.
  String path(String path) {
    if (path.isEmpty()) {
      return folder;
    }
    return folder.endsWith("/") ? folder + path : folder + "/" + path;
  }

  /// The place, or an object in it, as a user names it.
  String shown(String path) {
    String place = text.replaceFirst("/+$", "");
    return path.isEmpty() ? place : place + "/" + path;
  }
}
