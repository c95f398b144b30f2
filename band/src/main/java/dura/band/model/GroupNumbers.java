package dura.band.model;

import dura.codec.head.Sheet.IllegalSheet;
import dura.spec.Limits;
import java.util.BitSet;
import java.util.stream.IntStream;

/// Numbers of groups of one band, as `pruned.tar` names those that are kept: numbers and ranges in
/// order, `0-3 7`, or `none` (format-spec/75-band.md). Never changes.
public final class GroupNumbers {
  public static final GroupNumbers NONE = new GroupNumbers(new BitSet());

  private static final String NOTHING = "none";

  private final BitSet numbers;

  private GroupNumbers(BitSet numbers) {
    this.numbers = numbers;
  }

  /// The groups from `first` up to and without `end`.
  public static GroupNumbers range(int first, int end) {
    var numbers = new BitSet();
    numbers.set(first, end);
    return new GroupNumbers(numbers);
  }

  /// The groups that `text` names.
  ///
  /// @throws IllegalSheet where a number is too great, or not greater than those before it
  public static GroupNumbers parse(String text) throws IllegalSheet {
    var numbers = new BitSet();
    if (text.equals(NOTHING)) {
      return new GroupNumbers(numbers);
    }
    for (String word : text.split(" ", -1)) {
      int dash = word.indexOf('-');
      int first = number(dash < 0 ? word : word.substring(0, dash));
      int last = dash < 0 ? first : number(word.substring(dash + 1));
      if (first > last || first < numbers.length()) {
        throw new IllegalSheet("not in order: " + word);
      }
      numbers.set(first, last + 1);
    }
    return new GroupNumbers(numbers);
  }

  private static int number(String text) throws IllegalSheet {
    return (int) SheetFields.number(text, Limits.MAX_OBJECT_NUMBER);
  }

  /// The numbers as text.
  public String render() {
    if (numbers.isEmpty()) {
      return NOTHING;
    }
    var text = new StringBuilder();
    for (int first = numbers.nextSetBit(0); first >= 0;) {
      int end = numbers.nextClearBit(first);
      text.append(text.isEmpty() ? "" : " ").append(first);
      if (end > first + 1) {
        text.append('-').append(end - 1);
      }
      first = numbers.nextSetBit(end);
    }
    return text.toString();
  }

  public boolean has(int group) {
    return numbers.get(group);
  }

  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  /// How many there are.
  public int size() {
    return numbers.cardinality();
  }

  /// The numbers in order.
  public IntStream stream() {
    return numbers.stream();
  }

  /// The numbers of this and of `other`.
  public GroupNumbers or(GroupNumbers other) {
    var all = (BitSet) numbers.clone();
    all.or(other.numbers);
    return new GroupNumbers(all);
  }

  /// The numbers that this and `other` have in common.
  public GroupNumbers and(GroupNumbers other) {
    var both = (BitSet) numbers.clone();
    both.and(other.numbers);
    return new GroupNumbers(both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupNumbers that && that.numbers.equals(numbers);
  }

  @Override
  public int hashCode() {
    return numbers.hashCode();
  }

  @Override
  public String toString() {
    return render();
  }
}
