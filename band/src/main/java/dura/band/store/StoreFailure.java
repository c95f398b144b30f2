package dura.band.store;

/// Why a place did not do what it was asked, as far as that decides what comes next. What is not
/// [final][#isFinal()] may go well when it is tried again.
public enum StoreFailure {
  /// No answer within the time that a silent request is given.
  SILENT(false),
  /// The connection broke, or could not be made for the moment.
  CONNECTION(false),
  /// The place asks for fewer requests.
  BUSY(false),
  /// The place failed by itself, an HTTP status of 500 or more.
  SERVER(false),
  /// What arrived there, or here, are not the bytes that were sent.
  GARBLED(false),
  /// The name of the host is unknown, or no route leads to it.
  NO_ROUTE(true),
  /// The host shows a key or certificate that does not fit.
  HOST_KEY(true),
  /// There are no credentials, or they are wrong.
  CREDENTIALS(true),
  /// The credentials were good once.
  EXPIRED(true),
  /// The bucket, container or folder does not exist.
  NO_PLACE(true),
  /// There is no room, or a quota is used up.
  NO_SPACE(true),
  /// The object is larger than what the place takes.
  TOO_LARGE(true),
  /// The place understood and does not do it.
  REFUSED(true);

  private final boolean isFinal;

  StoreFailure(boolean isFinal) {
    this.isFinal = isFinal;
  }

  /// Whether trying again is of no use.
  public boolean isFinal() {
    return isFinal;
  }
}
