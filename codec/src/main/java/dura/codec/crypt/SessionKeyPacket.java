package dura.codec.crypt;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/// A packet with the session key for one recipient (RFC 4880, section 5.1), taken as it stands: a
/// packet whose body is damaged has key id and algorithm 0 and opens nothing.
public final class SessionKeyPacket {
  /// The key id of a recipient who is not named.
  static final long HIDDEN = 0;

  private static final int VERSION = 3;
  private static final int FIXED_FIELDS = 10;

  private final byte[] packet;
  private final int bodyOffset;
  private final long keyId;
  private final int algorithm;

  private SessionKeyPacket(byte[] packet, int bodyOffset, long keyId, int algorithm) {
    this.packet = packet;
    this.bodyOffset = bodyOffset;
    this.keyId = keyId;
    this.algorithm = algorithm;
  }

  static SessionKeyPacket of(byte[] message, Packet where) {
    byte[] packet = Arrays.copyOfRange(message, where.start(), where.end());
    int bodyOffset = where.bodyStart() - where.start();
    boolean readable =
        where.bodyLength() > FIXED_FIELDS && message[where.bodyStart()] == VERSION;
    if (!readable) {
      return new SessionKeyPacket(packet, bodyOffset, HIDDEN, 0);
    }
    ByteBuffer fields = ByteBuffer.wrap(message, where.bodyStart() + 1, FIXED_FIELDS - 1);
    return new SessionKeyPacket(packet, bodyOffset, fields.getLong(), fields.get() & 0xFF);
  }

  /// The whole packet with its header.
  public byte[] bytes() {
    return packet.clone();
  }

  /// Where the packet's body begins in [#bytes]: one octet of version, eight of key id, one of
  /// algorithm, then the encrypted session key.
  public int bodyOffset() {
    return bodyOffset;
  }

  /// The low 64 bits of the fingerprint of the recipient's encryption key; 0 if not named.
  public long keyId() {
    return keyId;
  }

  /// OpenPGP's number of the public-key algorithm.
  public int algorithm() {
    return algorithm;
  }

  /// The key id in 16 hexadecimal digits.
  public String keyIdHex() {
    return keyIdHex(keyId);
  }

  static String keyIdHex(long keyId) {
    return String.format(Locale.ROOT, "%016X", keyId);
  }
}
