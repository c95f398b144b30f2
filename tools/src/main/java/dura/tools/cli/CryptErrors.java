package dura.tools.cli;

import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import java.time.Instant;

/// Failures of keys and messages in words.
public final class CryptErrors {
  private CryptErrors() {}

  /// The error for a failure that nobody else can place.
  public static UserError of(CryptException exception) {
    return of(exception.failure(), "").causedBy(exception);
  }

  /// The error for what happened with a key file.
  ///
  /// @param file where the key was read
  public static UserError of(CryptException exception, String file) {
    return of(exception.failure(), file + ": ").causedBy(exception);
  }

  /// The error for a failure.
  ///
  /// @param place in front of the text, empty where there is none
  static UserError of(CryptFailure failure, String place) {
    return UserError.failed("crypt." + failure.code(), place, detail(failure));
  }

  private static String detail(CryptFailure failure) {
    return switch (failure) {
      case CryptFailure.NoMatchingKey(var keyIds) -> String.join(", ", keyIds);
      case CryptFailure.KeyPacketDamaged(var keyIds) -> String.join(", ", keyIds);
      case CryptFailure.WrongPassphrase(var fingerprints) -> String.join(", ", fingerprints);
      case CryptFailure.BadSyntax(var fault, var offset) -> fault + " @" + offset;
      case CryptFailure.MdcFailed() -> "";
      case CryptFailure.NameMismatch(var expected, var found) -> expected + ", " + found;
      case CryptFailure.TooLong(var length, var limit) -> length + " > " + limit;
      case CryptFailure.BadSessionKey(var detail) -> detail;
      case CryptFailure.BadKeyFile(var detail) -> detail;
      case CryptFailure.SeveralCertificates(var fingerprints) ->
          String.join(", ", fingerprints);
      case CryptFailure.NoEncryptionKey(var fingerprint) -> fingerprint;
      case CryptFailure.NoSigningKey(var fingerprints) -> String.join(", ", fingerprints);
      case CryptFailure.Expired(var fingerprint, var expiredAt) ->
          fingerprint + ", " + Instant.ofEpochSecond(expiredAt);
      case CryptFailure.Revoked(var fingerprint) -> fingerprint;
      case CryptFailure.KeyServiceFailed(var detail) -> detail;
    };
  }
}
