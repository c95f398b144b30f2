package dura.codec.crypt;

/// Carries a [CryptFailure] to whoever can react to it.
public final class CryptException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CryptFailure failure;

  public CryptException(CryptFailure failure) {
    super(failure.code() + ": " + failure);
    this.failure = failure;
  }

  public CryptException(CryptFailure failure, Throwable cause) {
    super(failure.code() + ": " + failure, cause);
    this.failure = failure;
  }

  static CryptException syntax(SyntaxFault fault, int offset) {
    return new CryptException(new CryptFailure.BadSyntax(fault, offset));
  }

  public CryptFailure failure() {
    return failure;
  }
}
