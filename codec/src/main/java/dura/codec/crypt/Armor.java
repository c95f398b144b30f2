package dura.codec.crypt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.bcpg.ArmoredOutputStream;

/// ASCII armor (RFC 4880, section 6) without headers, so that equal packets have equal text.
public final class Armor {
  private Armor() {}

  /// Packets as text: lines end in LF, none ends with a space.
  ///
  /// @param packets a certificate, secret key or signature; its first packet names the block
  public static String encode(byte[] packets) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (
        ArmoredOutputStream armor =
            ArmoredOutputStream.builder().clearHeaders().enableCRC(true).build(text)) {
      armor.write(packets);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return text.toString(StandardCharsets.US_ASCII).replace("\r\n", "\n");
  }
}
