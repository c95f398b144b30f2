package dura.band.run;

import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.MdcVerdict;
import dura.codec.crypt.MessageOpener;
import dura.codec.crypt.OpenedMessage;
import dura.codec.crypt.SessionKey;
import dura.codec.crypt.SessionKeySource;
import dura.codec.envelope.HeadFinder.Found;
import dura.codec.pipeline.DecodedObject;
import dura.proto.Compression;
import dura.proto.Encryption;
import dura.spec.Limits;
import dura.spec.ObjectId;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The content of an object after decryption, before decompression. Whatever is taken from it counts
/// only by its own SHA-256, unless `trusted`: damage may have gone through to here.
///
/// @param content empty where it cannot be had
/// @param compression of the content
/// @param payloadSha256 what the object's head says; empty without a head
/// @param trusted whether payload SHA-256 and integrity code agree
/// @param alarms what was noticed on the way
/// @param closed why the content cannot be decrypted, where that is so
record ObjectContent(Optional<byte[]> content, Compression compression, ByteSlice payloadSha256,
    boolean trusted, List<Alarm> alarms, Optional<CryptFailure> closed) {

  /// Takes the content out of an object.
  ///
  /// @param known session key from the index, where it has one
  /// @param keys whoever else can open the message
  static ObjectContent open(ObjectId id, DecodedObject decoded, Optional<SessionKey> known,
      SessionKeySource keys) {
    return switch (decoded) {
      case DecodedObject.Good good ->
          open(id, good.found(), good.payload(), true, good.alarms(), known, keys);
      case DecodedObject.Lost lost ->
          open(id, lost.found(), lost.payload(), false, lost.alarms(), known, keys);
      case DecodedObject.Absent absent -> new ObjectContent(Optional.empty(),
          Compression.COMPRESSION_NONE, ByteSlice.EMPTY, false, absent.alarms(),
          Optional.empty());
    };
  }

  private static ObjectContent open(ObjectId id, Found found, ByteSlice payload, boolean good,
      List<Alarm> noticed, Optional<SessionKey> known, SessionKeySource keys) {
    Compression compression = found.head().getCompression();
    ByteSlice hash = ByteSlice.of(found.head().getPayloadSha256());
    if (found.head().getEncryption() == Encryption.ENCRYPTION_NONE) {
      return new ObjectContent(Optional.of(payload.toByteArray()), compression, hash, good,
          noticed, Optional.empty());
    }
    var alarms = new ArrayList<>(noticed);
    String name = ByteSlice.of(found.head().getArchiveId()).toHex() + "/" + id;
    try {
      OpenedMessage message = open(payload.toByteArray(), good, name, known, keys);
      if (known.isPresent() && !message.key().equals(known.get())) {
        alarms.add(Alarm.found(AlarmCode.INDEX_MISMATCH, id.path(),
            "the session key of the object table does not open it, its key packets do"));
      }
      boolean agrees = message.mdc() == MdcVerdict.GOOD;
      if (good && !agrees) {
        alarms.add(Alarm.of(AlarmCode.MDC_MISMATCH, id.path()));
      }
      return new ObjectContent(Optional.of(message.untrustedContent()), compression, hash,
          good && agrees, alarms, Optional.empty());
    } catch (CryptException e) {
      alarms.add(Alarm.found(code(e.failure()), id.path(), e.failure().code()));
      return new ObjectContent(Optional.empty(), compression, hash, false, alarms,
          Optional.of(e.failure()));
    }
  }

  /// @param good whether the message is as it was written: where its integrity code does not agree
  ///     with a key then, that is another key
  private static OpenedMessage open(byte[] message, boolean good, String name,
      Optional<SessionKey> known, SessionKeySource keys) throws CryptException {
    if (known.isEmpty()) {
      return MessageOpener.open(message, keys, name, Limits.MAX_PAYLOAD_BYTES);
    }
    try {
      OpenedMessage opened =
          MessageOpener.open(message, known.get(), name, Limits.MAX_PAYLOAD_BYTES);
      return good && opened.mdc() != MdcVerdict.GOOD
          ? byPackets(message, name, keys)
              .filter(other -> other.mdc() == MdcVerdict.GOOD)
              .orElse(opened)
          : opened;
    } catch (CryptException refused) {
      return byPackets(message, name, keys).orElseThrow(() -> refused);
    }
  }

  /// The index may be wrong; the message's own key packets decide.
  private static Optional<OpenedMessage> byPackets(byte[] message, String name,
      SessionKeySource keys) {
    try {
      return Optional.of(MessageOpener.open(message, keys, name, Limits.MAX_PAYLOAD_BYTES));
    } catch (CryptException _) {
      return Optional.empty();
    }
  }

  static AlarmCode code(CryptFailure failure) {
    return switch (failure) {
      case CryptFailure.NoMatchingKey _,CryptFailure.WrongPassphrase _,CryptFailure.KeyServiceFailed _ ->
          AlarmCode.KEY_MISSING;
      case CryptFailure.NameMismatch _ -> AlarmCode.NAME_MISMATCH;
      case CryptFailure.MdcFailed _ -> AlarmCode.MDC_MISMATCH;
      default -> AlarmCode.DECRYPT_FAILED;
    };
  }
}
