package dura.band.store;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an archive is, as a user names it: a path of a folder, or a URL.
///
/// A text is a URL if it begins with `SCHEME://`, or with one of the [known schemes][#KNOWN_SCHEMES]
/// and a colon; all else is a path. A folder of such a name is reached as `./s3:x`.
///
/// @param scheme of the URL in lower case; `file` for a path
/// @param text what the user gave
public record StoreLocation(String scheme, String text) {
  /// The scheme of folders.
  public static final String FILE = "file";

  /// Schemes that mean a URL without `//` as well.
  public static final Set<String> KNOWN_SCHEMES = Set.of(FILE, "s3", "sftp", "http", "https");

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(//)?.*",
      Pattern.DOTALL);

  /// Tells paths from URLs.
  ///
  /// @throws LocationException where `text` is empty
  public static StoreLocation parse(String text) throws LocationException {
    if (text.isEmpty()) {
      throw new LocationException(LocationException.Problem.MALFORMED, text);
    }
    return urlScheme(text).isEmpty()
        ? new StoreLocation(FILE, text)
        : new StoreLocation(urlScheme(text), text);
  }

  /// Whether this is a URL, not a path.
  public boolean isUrl() {
    return !urlScheme(text).isEmpty();
  }

  private static String urlScheme(String text) {
    Matcher matcher = SCHEME.matcher(text);
    if (!matcher.matches()) {
      return "";
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    return matcher.group(2) != null || KNOWN_SCHEMES.contains(scheme) ? scheme : "";
  }

  @Override
  public String toString() {
    return text;
  }
}
