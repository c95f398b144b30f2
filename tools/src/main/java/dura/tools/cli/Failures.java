package dura.tools.cli;

import dura.band.posix.Errno;
import dura.band.posix.PosixException;
import dura.band.store.StoreException;
import dura.band.store.StoreFailure;
import dura.tools.text.Messages;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Failures of the system in words.
public final class Failures {
  private Failures() {}

  /// What went wrong, without the file it happened to: `no such file or directory`.
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> Messages.text("errno.ENOENT");
      case AccessDeniedException _ -> Messages.text("errno.EACCES");
      case FileAlreadyExistsException _ -> Messages.text("errno.EEXIST");
      case NotDirectoryException _ -> Messages.text("errno.ENOTDIR");
      case DirectoryNotEmptyException _ -> Messages.text("errno.ENOTEMPTY");
      case FileSystemException named when named.getReason() != null -> named.getReason();
      case PosixException posix -> posix(posix);
      case StoreException store ->
          Messages.text("store." + store.failure().name(), store.location(), store.detail());
      default -> failure.getMessage() == null
          ? failure.getClass().getSimpleName()
          : failure.getMessage();
    };
  }

  /// Whether it is room that is lacking.
  public static boolean isNoSpace(IOException failure) {
    return switch (failure) {
      case PosixException posix ->
          posix.errno() == Errno.ENOSPC || posix.errno() == Errno.EDQUOT;
      case StoreException store -> store.failure() == StoreFailure.NO_SPACE;
      default -> false;
    };
  }

  private static String posix(PosixException failure) {
    String key = "errno." + failure.symbol();
    return Messages.has(key) ? Messages.text(key) : failure.symbol();
  }

  /// What went wrong and where: `/mnt/a: permission denied`.
  public static String text(IOException failure) {
    String place = switch (failure) {
      case FileSystemException named when named.getFile() != null -> named.getFile();
      case PosixException posix -> posix.path();
      default -> "";
    };
    return place.isEmpty() ? reason(failure) : place + ": " + reason(failure);
  }
}
