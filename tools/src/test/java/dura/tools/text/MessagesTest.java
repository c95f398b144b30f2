package dura.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.band.run.ArchiveException;
import dura.band.store.LocationException;
import dura.band.store.StoreFailure;
import dura.band.store.check.Promise;
import dura.band.store.check.Promise.Need;
import dura.codec.crypt.CryptFailure;
import dura.spec.alarm.AlarmCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bundle and the code that uses it fit together, and the texts have one voice.
class MessagesTest {
  private static final Path SOURCES = Path.of("src/main/java/dura/tools");
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("dura.tools.text.messages");
  private static final Pattern KEY = Pattern.compile(
      "(?:Message\\.of|Messages\\.text|UserError\\.usage|UserError\\.failed)\\(\\s*"
          + "(?:[a-zA-Z.()]+ \\? )?\"([^\"]+)\"(?: : \"([^\"]+)\")?");
  /// Keys that code puts together.
  private static final Pattern COMPOSED = Pattern.compile(
      "(alarm|location|store|storage\\.kept|storage\\.not-made|storage\\.broken|storage\\.weight|crypt|errno|bands\\.state|bands\\.signature|fsck\\.outcome|fsck\\.count|fsck\\.how|key\\.role|prune\\.reason|prune\\.step|scavenge\\.found)\\..*|.*\\.hint2?");

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      var all = new StringBuilder();
      for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAlarmHasAText(AlarmCode code) {
    assertFalse(Messages.text(code).isBlank());
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemOfALocationHasAText(LocationException.Problem problem) {
    assertTrue(Messages.has("location." + problem.name()));
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureOfAPlaceHasAText(StoreFailure failure) {
    assertTrue(Messages.has("store." + failure.name()));
  }

  @ParameterizedTest
  @EnumSource
  void everyPromiseHasItsTexts(Promise promise) {
    String word = promise.name().toLowerCase(Locale.ROOT).replace('_', '-');
    assertTrue(Messages.has("storage.kept." + word));
    assertTrue(Messages.has("storage.broken." + word) || promise == Promise.AGREES);
    assertTrue(Messages.has("storage.not-made." + word) || promise.need() != Need.COMFORT
        || promise == Promise.DELETES);
  }

  @Test
  void everyAlarmTextHasAnAlarm() {
    Set<String> words = Stream.of(AlarmCode.values())
        .map(AlarmCode::word)
        .collect(Collectors.toSet());
    assertEquals(List.of(), BUNDLE.keySet()
        .stream()
        .filter(key -> key.startsWith("alarm.") && !words.contains(key.substring(6)))
        .toList());
  }

  /// The codes of failures stand in their records, which have no list; the sources do.
  @Test
  void everyFailureOfKeysHasAText() throws Exception {
    for (Class<?> failure : CryptFailure.class.getPermittedSubclasses()) {
      Object[] arguments = Stream.of(failure.getRecordComponents())
          .map(component -> sample(component.getType()))
          .toArray();
      CryptFailure made =
          (CryptFailure) failure.getDeclaredConstructors()[0].newInstance(arguments);
      assertTrue(Messages.has("crypt." + made.code()), made.code());
    }
    assertTrue(ArchiveException.Reason.class.isSealed());
  }

  private static Object sample(Class<?> type) {
    return type == int.class ? (Object) 0
        : type == long.class ? (Object) 0L
        : type == List.class ? (Object) List.of()
        : type.isEnum() ? type.getEnumConstants()[0]
        : "x";
  }

  @Test
  void keysInTheCodeAreInTheBundle() throws IOException {
    Matcher matcher = KEY.matcher(sources());
    var used = new TreeSet<String>();
    while (matcher.find()) {
      used.add(matcher.group(1));
      if (matcher.group(2) != null) {
        used.add(matcher.group(2));
      }
    }
    assertTrue(used.size() > 50, used.toString());
    used.removeIf(key -> BUNDLE.containsKey(key) || key.endsWith("."));
    assertEquals(Set.of(), used);
  }

  @Test
  void keysInTheBundleAreUsed() throws IOException {
    String sources = sources();
    assertEquals(List.of(), BUNDLE.keySet()
        .stream()
        .filter(key -> !COMPOSED.matcher(key).matches())
        .filter(key -> !sources.contains('"' + key + '"'))
        .toList());
  }

  @Test
  void everyHintHasAnError() {
    assertEquals(List.of(), BUNDLE.keySet()
        .stream()
        .filter(key -> key.matches(".*\\.hint2?"))
        .filter(key -> !BUNDLE.containsKey(key.replaceAll("\\.hint2?$", "")))
        .toList());
  }

  @Test
  void textsHaveOneVoice() {
    for (String key : BUNDLE.keySet()) {
      String text = BUNDLE.getString(key);
      assertFalse(text.contains("!"), key);
      assertFalse(text.matches(".*[^.]\\."), key);
      assertFalse(text.contains("''"), key);
      assertTrue(Character.isLowerCase(text.charAt(0)) || !Character.isLetter(text.charAt(0)),
          key);
    }
  }

  @Test
  void gapsAreFilledWithWhatIsGiven() {
    assertEquals("--on a$1{0}=...: not of the form CONDITION=REACTION",
        Messages.text("usage.on", "a$1{0}=..."));
  }
}
