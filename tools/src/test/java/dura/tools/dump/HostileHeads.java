package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Crc32;
import dura.codec.head.HeadImage;
import dura.codec.head.HeadLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Files that begin with a head whose sections are right and whose message nobody would write.
final class HostileHeads {
  private HostileHeads() {}

  /// A tar header of zeros, an image of `sections` sections without text, and `rest` zero bytes.
  static ByteSlice file(byte[] message, int sections, int rest) {
    byte[] stream = Arrays.copyOf(message, HeadImage.length(sections));
    byte[] file = new byte[HeadLayout.TAR_HEADER + HeadImage.length(sections) + rest];
    ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int taken = 0;
    for (int i = 0; i < sections; i++) {
      int start = HeadLayout.TAR_HEADER + HeadImage.sectionStart(i);
      int end = HeadLayout.TAR_HEADER + HeadImage.sectionEnd(i, sections);
      int body = end - start - HeadImage.TRAILER;
      out.put(start, stream, taken, body);
      taken += body;
      out.position(start + body);
      out.putShort((short) i).putShort((short) sections).putInt(0).putInt(message.length);
      out.putInt(Crc32.of(file, start, body + HeadImage.TRAILER - 4));
    }
    return ByteSlice.of(file);
  }
}
