package dura.codec.crypt;

import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;

/// Digests for turning passphrases into keys: the JDK's, several times faster where up to 65 MB are
/// hashed, and Bouncy Castle's for those the JDK has not.
final class FastDigests {
  static final PGPDigestCalculatorProvider PROVIDER = FastDigests::get;

  private FastDigests() {}

  static PGPDigestCalculator get(int algorithm) throws PGPException {
    try {
      return new JcaPGPDigestCalculatorProviderBuilder().build().get(algorithm);
    } catch (PGPException notInJdk) {
      return new BcPGPDigestCalculatorProvider().get(algorithm);
    }
  }
}
