package dura.band.store.s3;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Whether a server honours `If-None-Match: *` of a put. AWS does; of any other it is found out once,
/// with an empty object of a hidden name that stays there: it is put if absent, and where it seemed
/// absent, again. Thread-safe.
final class ConditionalPuts {
  /// Begins with a dot: no list shows it.
  static final String PROBE = ".dura-conditional-put";

  private enum Answer {
    UNKNOWN, HONOURED, IGNORED
  }

  private Answer answer;

  private ConditionalPuts(Answer answer) {
    this.answer = answer;
  }

  /// For a server that is known to honour them.
  static ConditionalPuts known() {
    return new ConditionalPuts(Answer.HONOURED);
  }

  /// For a server that has to be asked.
  static ConditionalPuts toBeProbed() {
    return new ConditionalPuts(Answer.UNKNOWN);
  }

  /// Finds it out at the first call.
  ///
  /// @throws SdkException where the server does not take the probe
  synchronized boolean areHonoured(S3Client client, S3Location location) {
    if (answer == Answer.UNKNOWN) {
      boolean declined = probe(client, location);
      if (!declined) {
        // It was not there, or the condition counts for nothing: now it is there.
        declined = probe(client, location);
      }
      answer = declined ? Answer.HONOURED : Answer.IGNORED;
    }
    return answer == Answer.HONOURED;
  }

  /// The same, and no where it cannot be found out, as with a right to read only.
  boolean areKnownHonoured(S3Client client, S3Location location) {
    try {
      return areHonoured(client, location);
    } catch (SdkException failure) {
      return false;
    }
  }

  /// Whether a put of the probe was declined because the object is there.
  private static boolean probe(S3Client client, S3Location location) {
    try {
      client.putObject(
          ask -> ask.bucket(location.bucket()).key(location.key(PROBE)).ifNoneMatch("*"),
          RequestBody.empty());
      return false;
    } catch (S3Exception failure) {
      // 501: the server knows the header and does not do what it says.
      if (failure.statusCode() == 412) {
        return true;
      }
      if (failure.statusCode() == 501) {
        return false;
      }
      throw failure;
    }
  }
}
