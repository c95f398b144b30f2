package dura.codec.crypt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Date;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.bouncycastle.openpgp.api.OpenPGPDefaultPolicy;
import org.bouncycastle.openpgp.api.OpenPGPPolicy;

class EverydayPolicyProperties {
  private static final OpenPGPPolicy DEFAULT = new OpenPGPDefaultPolicy();

  @Property
  void hashesAreJudgedAsByTheDefault(@ForAll @IntRange(max = 20) int hash,
      @ForAll @LongRange(min = 0, max = 1L << 32) long epochSeconds) {
    var policy = new EverydayPolicy();
    var made = Date.from(Instant.ofEpochSecond(epochSeconds));
    assertEquals(DEFAULT.isAcceptableDocumentSignatureHashAlgorithm(hash, made),
        policy.isAcceptableDocumentSignatureHashAlgorithm(hash, made));
    assertEquals(DEFAULT.isAcceptableRevocationSignatureHashAlgorithm(hash, made),
        policy.isAcceptableRevocationSignatureHashAlgorithm(hash, made));
    assertEquals(DEFAULT.isAcceptableCertificationSignatureHashAlgorithm(hash, made),
        policy.isAcceptableCertificationSignatureHashAlgorithm(hash, made));
  }

  @Property
  void keysAreJudgedAsByTheDefault(@ForAll @IntRange(max = 32) int algorithm,
      @ForAll @IntRange(max = 5000) int bits) {
    assertEquals(DEFAULT.isAcceptablePublicKeyStrength(algorithm, bits),
        new EverydayPolicy().isAcceptablePublicKeyStrength(algorithm, bits));
    assertEquals(DEFAULT.isAcceptableSymmetricKeyAlgorithm(algorithm),
        new EverydayPolicy().isAcceptableSymmetricKeyAlgorithm(algorithm));
  }
}
