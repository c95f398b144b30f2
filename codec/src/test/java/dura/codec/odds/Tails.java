package dura.codec.odds;

/// Tails of sums of independent yes-or-no events. Only positive numbers are added, so that a tail of
/// 1e-30 is as exact as one of one half. `StrictMath` throughout: the same digits everywhere.
final class Tails {
  private Tails() {}

  /// The chance that the weights of the events that happen come to more than `limit`.
  ///
  /// @param weights of the events, each at least 1
  /// @param chance of every event, from 0 to 1
  static double above(int limit, int[] weights, double chance) {
    // sums[j] is the chance that what happened so far weighs j; the last place holds all above limit.
    double[] sums = new double[limit + 2];
    sums[0] = 1;
    for (int weight : weights) {
      for (int sum = limit + 1; sum >= 0; sum--) {
        double happens = sums[sum] * chance;
        if (sum <= limit) {
          sums[sum] -= happens;
          sums[Math.min(limit + 1, sum + weight)] += happens;
        }
      }
    }
    return sums[limit + 1];
  }

  /// The chance that more than `limit` of `count` events happen.
  static double binomial(int count, int limit, double chance) {
    int[] ones = new int[count];
    java.util.Arrays.fill(ones, 1);
    return above(limit, ones, chance);
  }

  /// The chance that at least one of `count` independent events of this chance happens.
  static double any(double count, double chance) {
    return -StrictMath.expm1(count * StrictMath.log1p(-chance));
  }

  /// The chance that at least one of two independent events happens.
  static double either(double one, double other) {
    return one + other - one * other;
  }

  /// The chance that more than `allowed` of `drawn` things are marked, when they are drawn without
  /// putting back from `total` of which `marked` are.
  static double hypergeometric(int total, int marked, int drawn, int allowed) {
    double tail = 0;
    for (int hit = allowed + 1; hit <= Math.min(marked, drawn); hit++) {
      if (drawn - hit <= total - marked) {
        tail += StrictMath.exp(
            logChoose(marked, hit) + logChoose(total - marked, drawn - hit)
                - logChoose(total, drawn));
      }
    }
    return tail;
  }

  private static double logChoose(int n, int k) {
    double log = 0;
    for (int i = 1; i <= k; i++) {
      log += StrictMath.log((double) (n - k + i) / i);
    }
    return log;
  }
}
