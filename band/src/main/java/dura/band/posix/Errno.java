package dura.band.posix;

import java.util.Map;

/// Error numbers of Linux, the same on x86_64 and aarch64.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EBADMSG = 74;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;
  public static final int EDQUOT = 122;

  private static final Map<Integer, String> NAMES = Map.ofEntries(
      Map.entry(EPERM, "EPERM"),
      Map.entry(ENOENT, "ENOENT"),
      Map.entry(EINTR, "EINTR"),
      Map.entry(EIO, "EIO"),
      Map.entry(ENXIO, "ENXIO"),
      Map.entry(7, "E2BIG"),
      Map.entry(EBADF, "EBADF"),
      Map.entry(11, "EAGAIN"),
      Map.entry(12, "ENOMEM"),
      Map.entry(EACCES, "EACCES"),
      Map.entry(14, "EFAULT"),
      Map.entry(EBUSY, "EBUSY"),
      Map.entry(EEXIST, "EEXIST"),
      Map.entry(EXDEV, "EXDEV"),
      Map.entry(ENODEV, "ENODEV"),
      Map.entry(ENOTDIR, "ENOTDIR"),
      Map.entry(EISDIR, "EISDIR"),
      Map.entry(EINVAL, "EINVAL"),
      Map.entry(ENFILE, "ENFILE"),
      Map.entry(EMFILE, "EMFILE"),
      Map.entry(25, "ENOTTY"),
      Map.entry(26, "ETXTBSY"),
      Map.entry(EFBIG, "EFBIG"),
      Map.entry(ENOSPC, "ENOSPC"),
      Map.entry(29, "ESPIPE"),
      Map.entry(EROFS, "EROFS"),
      Map.entry(EMLINK, "EMLINK"),
      Map.entry(32, "EPIPE"),
      Map.entry(ERANGE, "ERANGE"),
      Map.entry(35, "EDEADLK"),
      Map.entry(ENAMETOOLONG, "ENAMETOOLONG"),
      Map.entry(ENOSYS, "ENOSYS"),
      Map.entry(ENOTEMPTY, "ENOTEMPTY"),
      Map.entry(ELOOP, "ELOOP"),
      Map.entry(ENODATA, "ENODATA"),
      Map.entry(71, "EPROTO"),
      Map.entry(EBADMSG, "EBADMSG"),
      Map.entry(75, "EOVERFLOW"),
      Map.entry(84, "EILSEQ"),
      Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
      Map.entry(103, "ECONNABORTED"),
      Map.entry(104, "ECONNRESET"),
      Map.entry(107, "ENOTCONN"),
      Map.entry(108, "ESHUTDOWN"),
      Map.entry(110, "ETIMEDOUT"),
      Map.entry(112, "EHOSTDOWN"),
      Map.entry(113, "EHOSTUNREACH"),
      Map.entry(ESTALE, "ESTALE"),
      Map.entry(EUCLEAN, "EUCLEAN"),
      Map.entry(121, "EREMOTEIO"),
      Map.entry(EDQUOT, "EDQUOT"),
      Map.entry(123, "ENOMEDIUM"),
      Map.entry(126, "ENOKEY"));

  private Errno() {}

  /// The symbolic name, as `ENOENT`; a number without one here is given as `errno 133`.
  public static String name(int errno) {
    return NAMES.getOrDefault(errno, "errno " + errno);
  }
}
