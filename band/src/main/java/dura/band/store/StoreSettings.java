package dura.band.store;

import dura.band.machine.RetryMachine;
import java.time.Duration;
import java.util.Map;

/// How remote places are dealt with.
///
/// @param silence how long nothing may be heard of a request before it is ended
/// @param retries when a request that failed is made again
public record StoreSettings(Duration silence, RetryMachine.Policy retries) {
  /// Seconds of silence, 1 to 86400, in the environment.
  public static final String SILENCE_VARIABLE = "DURA_STORE_TIMEOUT";

  /// Five minutes of silence.
  public static final StoreSettings DEFAULT =
      new StoreSettings(Duration.ofMinutes(5), RetryMachine.Policy.DEFAULT);

  /// Before the first answer of a place patience is short: mostly it is its name that is wrong.
  private static final RetryMachine.Policy OPENING = new RetryMachine.Policy(
      4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(1));

  /// The same, less stubborn.
  StoreSettings forOpening() {
    return new StoreSettings(silence, OPENING);
  }

  /// What `environment` says, the default for the rest.
  ///
  /// @throws LocationException [LocationException.Problem#SETTING] where a variable makes no sense
  public static StoreSettings of(Map<String, String> environment) throws LocationException {
    String text = environment.getOrDefault(SILENCE_VARIABLE, "");
    if (text.isEmpty()) {
      return DEFAULT;
    }
    if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 86400) {
      throw new LocationException(
          LocationException.Problem.SETTING, SILENCE_VARIABLE, text + ": 1-86400");
    }
    return new StoreSettings(Duration.ofSeconds(Integer.parseInt(text)), DEFAULT.retries());
  }
}
