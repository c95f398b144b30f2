package dura.codec.crypt;

import java.util.List;

/// Whoever can turn key packets into the session key: an [Identity] in memory, or a program that
/// asks gpg, its agent or a card.
@FunctionalInterface
public interface SessionKeySource {
  /// The session key that one of the packets carries.
  ///
  /// @param packets at least one, in the order of the message
  /// @throws CryptException [CryptFailure.NoMatchingKey], [CryptFailure.KeyPacketDamaged],
  ///     [CryptFailure.BadSessionKey] or [CryptFailure.KeyServiceFailed]
  SessionKey sessionKey(List<SessionKeyPacket> packets) throws CryptException;
}
