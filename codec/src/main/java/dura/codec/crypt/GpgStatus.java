package dura.codec.crypt;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a program that calls gpg for a session key sends to it and reads from it: the bytes go to
/// `gpg --status-fd FD --show-session-key --decrypt`, the lines of FD come back here.
public final class GpgStatus {
  private static final Pattern SESSION_KEY =
      Pattern.compile("(?m)^\\[GNUPG:\\] SESSION_KEY ([0-9]{1,3}):([0-9A-Fa-f]*)\\s*$");
  private static final int LEAST_LITERAL = 8;

  private GpgStatus() {}

  /// The session key that gpg reports, if it reports any.
  ///
  /// @param status lines of gpg's status output
  /// @throws CryptException [CryptFailure.BadSessionKey] if it is not one of AES-256
  public static Optional<SessionKey> sessionKey(String status) throws CryptException {
    Matcher line = SESSION_KEY.matcher(status);
    if (!line.find()) {
      return Optional.empty();
    }
    if (Integer.parseInt(line.group(1)) != SessionKey.CIPHER) {
      throw new CryptException(new CryptFailure.BadSessionKey("cipher " + line.group(1)));
    }
    String digits = line.group(2);
    if (digits.length() != 2 * SessionKey.LENGTH) {
      throw new CryptException(
          new CryptFailure.BadSessionKey("length " + digits.length() / 2));
    }
    return Optional.of(SessionKey.of(HexFormat.of().parseHex(digits)));
  }

  /// A short message whose key packets are real and whose data is not. gpg reports the session key
  /// before it finds that out, so that it need not be handed the whole object.
  public static byte[] question(List<SessionKeyPacket> packets) {
    int keyLength = packets.stream().mapToInt(packet -> packet.bytes().length).sum();
    int bodyLength = 1 + Cfb.PREFIX + LEAST_LITERAL + Cfb.MDC;
    byte[] message = new byte[keyLength + Packet.headerLength(bodyLength) + bodyLength];
    int at = 0;
    for (SessionKeyPacket packet : packets) {
      byte[] bytes = packet.bytes();
      System.arraycopy(bytes, 0, message, at, bytes.length);
      at += bytes.length;
    }
    at = Packet.writeHeader(message, at, Packet.TAG_ENCRYPTED, bodyLength);
    message[at] = MessageSyntax.VERSION;
    return message;
  }
}
