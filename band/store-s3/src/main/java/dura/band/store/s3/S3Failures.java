package dura.band.store.s3;

import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What the library and the server say, in the words of a store.
final class S3Failures {
  /// Codes of the protocol, and of servers that speak it, that mean more than their status.
  private static final Map<String, StoreFailure> CODES = Map.ofEntries(
      Map.entry("NoSuchBucket", StoreFailure.NO_PLACE),
      Map.entry("InvalidAccessKeyId", StoreFailure.CREDENTIALS),
      Map.entry("SignatureDoesNotMatch", StoreFailure.CREDENTIALS),
      Map.entry("InvalidToken", StoreFailure.CREDENTIALS),
      Map.entry("AuthorizationHeaderMalformed", StoreFailure.CREDENTIALS),
      Map.entry("ExpiredToken", StoreFailure.EXPIRED),
      Map.entry("ExpiredTokenException", StoreFailure.EXPIRED),
      Map.entry("TokenRefreshRequired", StoreFailure.EXPIRED),
      Map.entry("RequestExpired", StoreFailure.EXPIRED),
      Map.entry("SlowDown", StoreFailure.BUSY),
      Map.entry("OperationAborted", StoreFailure.BUSY),
      Map.entry("ConditionalRequestConflict", StoreFailure.BUSY),
      Map.entry("RequestTimeout", StoreFailure.CONNECTION),
      Map.entry("BadDigest", StoreFailure.GARBLED),
      Map.entry("IncompleteBody", StoreFailure.GARBLED),
      Map.entry("XAmzContentSHA256Mismatch", StoreFailure.GARBLED),
      Map.entry("EntityTooLarge", StoreFailure.TOO_LARGE),
      Map.entry("QuotaExceeded", StoreFailure.NO_SPACE),
      Map.entry("XMinioStorageFull", StoreFailure.NO_SPACE),
      Map.entry("InsufficientStorage", StoreFailure.NO_SPACE));
  /// Characters: the library tells whole chains of providers.
  private static final int MAX_DETAIL = 200;
  private static final int MAX_RETRY_AFTER_SECONDS = 86400;

  private S3Failures() {}

  /// @param shown the place or object, as a user names it
  static IOException told(String shown, SdkException failure) {
    IOException told = failure instanceof S3Exception answered
        ? answered(shown, answered)
        : unanswered(shown, failure);
    if (told.getCause() == null) {
      told.initCause(failure);
    }
    return told;
  }

  private static String code(S3Exception failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static IOException answered(String shown, S3Exception failure) {
    int status = failure.statusCode();
    StoreFailure known = CODES.get(code(failure));
    String detail = "HTTP " + status + (code(failure).isEmpty() ? "" : " " + code(failure));
    if (known == null && status == 403) {
      return new AccessDeniedException(shown, null, detail);
    }
    StoreFailure kind = known != null ? known : switch (status) {
      case 401 -> StoreFailure.CREDENTIALS;
      case 408 -> StoreFailure.CONNECTION;
      case 409, 429, 503 -> StoreFailure.BUSY;
      case 413 -> StoreFailure.TOO_LARGE;
      case 507 -> StoreFailure.NO_SPACE;
      case 501 -> StoreFailure.REFUSED;
      default -> status >= 500 ? StoreFailure.SERVER : StoreFailure.REFUSED;
    };
    return new StoreException(kind, shown, detail, retryAfter(failure));
  }

  private static Optional<Duration> retryAfter(S3Exception failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    if (details == null || details.sdkHttpResponse() == null) {
      return Optional.empty();
    }
    return details.sdkHttpResponse()
        .firstMatchingHeader("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(
            Math.min(Integer.parseInt(text), MAX_RETRY_AFTER_SECONDS)));
  }

  private static IOException unanswered(String shown, SdkException failure) {
    if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return new InterruptedIOException(shown);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      @Nullable StoreFailure kind = switch (cause) {
        case UnknownHostException _ -> StoreFailure.NO_ROUTE;
        case NoRouteToHostException _ -> StoreFailure.NO_ROUTE;
        case SSLHandshakeException _ -> StoreFailure.HOST_KEY;
        case SocketTimeoutException _ -> StoreFailure.SILENT;
        case ConnectException _ -> StoreFailure.CONNECTION;
        case IOException _ -> StoreFailure.CONNECTION;
        default -> null;
      };
      if (kind != null) {
        return new StoreException(kind, shown, text(cause));
      }
    }
    boolean unsigned = failure instanceof SdkClientException
        && text(failure).contains("Unable to load credentials");
    return unsigned
        ? new StoreException(StoreFailure.CREDENTIALS, shown, "none found")
        : new StoreException(StoreFailure.REFUSED, shown, text(failure));
  }

  private static String text(Throwable failure) {
    String text = failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getMessage();
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "...";
  }
}
