package dura.band.store.s3;

import dura.band.store.LocationException;
import dura.band.store.StoreLocation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `s3://BUCKET/PREFIX`, or `s3://BUCKET`.
///
/// @param bucket its name
/// @param prefix before the paths of all objects: empty, or with a slash at its end
/// @param text as the user gave it
record S3Location(String bucket, String prefix, String text) {
  private static final Pattern FORM =
      Pattern.compile("(?i:s3)://([A-Za-z0-9][A-Za-z0-9._-]{1,254})((?:/[^/\\p{Cntrl}?#]+)*)/?");

  /// @throws LocationException where it has another form, or a component is `.` or `..`
  static S3Location parse(StoreLocation location) throws LocationException {
    Matcher parts = FORM.matcher(location.text());
    if (!parts.matches()) {
      throw malformed(location);
    }
    String path = parts.group(2);
    for (String component : path.split("/", -1)) {
      if (component.equals(".") || component.equals("..")) {
        throw malformed(location);
      }
    }
    String prefix = path.isEmpty() ? "" : path.substring(1) + "/";
    return new S3Location(parts.group(1), prefix, location.text());
  }

  private static LocationException malformed(StoreLocation location) {
    return new LocationException(
        LocationException.Problem.MALFORMED, location.text(), "s3://BUCKET/PREFIX");
  }

  /// The key of an object, or of a directory without its slash.
  String key(String path) {
    return prefix + path;
  }

  /// The place, or an object in it, as a user names it.
  String shown(String path) {
    String place = "s3://" + bucket + "/" + prefix;
    return path.isEmpty() ? place.substring(0, place.length() - 1) : place + path;
  }
}
