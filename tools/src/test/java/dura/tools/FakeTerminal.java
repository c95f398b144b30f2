package dura.tools;

import dura.tools.cli.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A terminal with prepared answers, or none at all.
public final class FakeTerminal implements Terminal {
  private final Deque<String> answers;
  private final boolean present;
  final List<String> questions = new ArrayList<>();

  private FakeTerminal(boolean present, List<String> answers) {
    this.present = present;
    this.answers = new ArrayDeque<>(answers);
  }

  /// Nobody is there, as in cron.
  public static FakeTerminal none() {
    return new FakeTerminal(false, List.of());
  }

  /// Somebody who types these lines.
  public static FakeTerminal answering(String... answers) {
    return new FakeTerminal(true, List.of(answers));
  }

  @Override
  public boolean interactive() {
    return present;
  }

  @Override
  public boolean showsOutput() {
    return present;
  }

  @Override
  public boolean showsProgress() {
    return present;
  }

  @Override
  public String ask(String question) {
    questions.add(question);
    if (answers.isEmpty()) {
      throw new AssertionError("asked once more: " + question);
    }
    return answers.removeFirst();
  }

  @Override
  public char[] askSecret(String question) {
    return ask(question).toCharArray();
  }
}
