package dura.band.store.sftp;

import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/// What the library and the server say, in the words of a store.
final class SftpFailures {
  private SftpFailures() {}

  /// Whether the server says that there is nothing.
  static boolean isNone(IOException failure) {
    return failure instanceof SftpException said
        && (said.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE
            || said.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH
            || said.getStatus() == SftpConstants.SSH_FX_NOT_A_DIRECTORY);
  }

  /// Whether the connection is of no use any more.
  static boolean endsConnection(IOException failure) {
    return !(failure instanceof SftpException said)
        || said.getStatus() == SftpConstants.SSH_FX_CONNECTION_LOST
        || said.getStatus() == SftpConstants.SSH_FX_NO_CONNECTION;
  }

  /// @param shown the place or object, as a user names it
  static IOException told(String shown, IOException failure) {
    if (failure instanceof StoreException || failure instanceof AccessDeniedException
        || failure instanceof InterruptedIOException) {
      return failure;
    }
    IOException told = failure instanceof SftpException said
        ? answered(shown, said)
        : unanswered(shown, failure);
    told.initCause(failure);
    return told;
  }

  private static IOException answered(String shown, SftpException failure) {
    String detail = text(failure);
    return switch (failure.getStatus()) {
      case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
          new AccessDeniedException(shown, null, detail);
      case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
          new StoreException(StoreFailure.NO_SPACE, shown, detail);
      case SftpConstants.SSH_FX_NO_CONNECTION, SftpConstants.SSH_FX_CONNECTION_LOST ->
          new StoreException(StoreFailure.CONNECTION, shown, detail);
      case SftpConstants.SSH_FX_FILE_CORRUPT ->
          new StoreException(StoreFailure.SERVER, shown, detail);
      default -> new StoreException(StoreFailure.REFUSED, shown, detail);
    };
  }

  private static IOException unanswered(String shown, IOException failure) {
    if (Thread.currentThread().isInterrupted()) {
      return new InterruptedIOException(shown);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException _,UnresolvedAddressException _,NoRouteToHostException _ -> {
          return new StoreException(StoreFailure.NO_ROUTE, shown, text(cause));
        }
        case ConnectException _ -> {
          return new StoreException(StoreFailure.CONNECTION, shown, text(cause));
        }
        case TimeoutException _ -> {
          return new StoreException(StoreFailure.SILENT, shown, text(cause));
        }
        default -> {
          // A cause that says nothing by itself.
        }
      }
    }
    return new StoreException(StoreFailure.CONNECTION, shown, text(failure));
  }

  static String text(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getMessage();
  }
}
