package dura.band.model;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The file SHA256SUMS of a band, as `sha256sum -c` reads it: format-spec/75-band.md.
public final class Sums {
  /// Path of the file below its band.
  public static final String PATH = "SHA256SUMS";

  private static final int HEX = 2 * Sha256.LENGTH;

  /// One line.
  ///
  /// @param object an object of this band or of another
  /// @param sha256 object SHA-256
  public record Line(ObjectId object, ByteSlice sha256) {
    /// The line as it stands in the file of `band`, line feed included.
    public String render(BandName band) {
      boolean own = object.band().equals(Optional.of(band));
      return sha256.toHex() + "  " + (own ? object.name().path() : "../" + object.path()) + "\n";
    }
  }

  private Sums() {}

  /// The line of `object` of `band` itself.
  public static Line own(BandName band, ObjectName object, ByteSlice sha256) {
    return new Line(ObjectId.of(band, object), sha256);
  }

  /// The lines of `file`, the SHA256SUMS of `band`.
  ///
  /// @throws IllegalSheet where a line is not of the form that the page gives
  public static List<Line> parse(BandName band, ByteSlice file) throws IllegalSheet {
    String text = new String(file.array(), file.offset(), file.length(),
        StandardCharsets.ISO_8859_1);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IllegalSheet("SHA256SUMS does not end with a line feed");
    }
    var lines = new ArrayList<Line>();
    for (String line : text.isEmpty() ? new String[0] : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      if (line.length() < HEX + 3 || !line.startsWith("  ", HEX)) {
        throw new IllegalSheet("not a line of SHA256SUMS: " + lines.size());
      }
      String path = line.substring(HEX + 2);
      String below = path.startsWith("../") ? path.substring(3) : band + "/" + path;
      ObjectId object = ObjectId.ofPath(below)
          .filter(id -> id.path().equals(below))
          .orElseThrow(() -> new IllegalSheet("no object's path in line " + lines.size()));
      lines.add(new Line(object, SheetFields.hex(line.substring(0, HEX), Sha256.LENGTH)));
    }
    return lines;
  }
}
