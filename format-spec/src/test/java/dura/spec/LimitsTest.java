package dura.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The numbers of limits.md are those of [Limits].
class LimitsTest {
  private static final Pattern NUMBER =
      Pattern.compile("(2\\^[0-9]+(?: \\+ 2\\^[0-9]+)*)|([0-9][0-9,]*) MiB|([0-9][0-9,]*)");

  @Test
  void pageAndConstantsAreTheSame() {
    Map<String, List<Long>> constants = new LinkedHashMap<>();
    constants.put("payload", list(Limits.MAX_PAYLOAD_BYTES, 1 << 27));
    constants.put("object", list(Limits.MAX_OBJECT_BYTES));
    constants.put("head sections S", list(Limits.MAX_HEAD_SECTIONS));
    constants.put("head text T", list(Limits.MAX_HEAD_TEXT_BYTES));
    constants.put("ObjectHead L", list(Limits.MAX_HEAD_MESSAGE_BYTES));
    constants.put("k + m of either code", list(Limits.MAX_SHARDS));
    constants.put("recipients of a message", list(Limits.MAX_RECIPIENTS));
    constants.put("group members", list(Limits.MAX_GROUP_MEMBERS));
    constants.put("a member of a group", list(Limits.MAX_GROUP_MEMBER_BYTES));
    constants.put("key file", list(Limits.MAX_KEY_FILE_BYTES));
    constants.put("sheet",
        list(Limits.MAX_SHEET_BYTES, Limits.MAX_SHEET_BYTES, Limits.MAX_SHEET_LINE_BYTES));
    constants.put("frames of a payload",
        list(Limits.MAX_PAYLOAD_FRAMES, Limits.MAX_PAYLOAD_FRAMES));
    constants.put("blocks of a zstd frame", list(Limits.MAX_ZSTD_BLOCKS));
    constants.put("dictionary of an xz stream", list(Limits.MAX_XZ_DICTIONARY_BYTES));
    constants.put("name of a block's tar member", list(Limits.MAX_MEMBER_NAME_BYTES));
    constants.put("raw bytes of a block",
        list(Limits.MAX_BLOCK_RAW_BYTES, Limits.MAX_BLOCK_RAW_BYTES));
    constants.put("raw bytes of a hunk",
        list(Limits.MAX_HUNK_RAW_BYTES, Limits.MAX_HUNK_RAW_BYTES));
    constants.put("entries or references of a hunk",
        list(Limits.MAX_HUNK_ITEMS, Limits.MAX_WRITTEN_HUNK_ITEMS));
    constants.put("items of a hunk at every depth",
        list(Limits.MAX_HUNK_ITEMS_BELOW, Limits.MAX_HUNK_ITEMS_BELOW));
    constants.put("levels of the hunk tree", list(Limits.MAX_HUNK_LEVELS));
    constants.put("path", list(Limits.MAX_PATH_BYTES, Limits.MAX_NAME_BYTES));
    constants.put("link target", list(Limits.MAX_TARGET_BYTES));
    constants.put("extents of an entry", list(Limits.MAX_ENTRY_EXTENTS));
    constants.put("attributes of an entry",
        list(Limits.MAX_ATTRIBUTES, Limits.MAX_ATTRIBUTE_NAME_BYTES,
            Limits.MAX_ATTRIBUTE_VALUE_BYTES, Limits.MAX_ATTRIBUTE_BYTES));
    constants.put("band sequence", list(Limits.MAX_BAND_SEQUENCE));
    constants.put("object number", list(Limits.MAX_OBJECT_NUMBER));
    constants.put("group number", list(Limits.MAX_OBJECT_NUMBER));
    constants.put("quoting depth of sheets", list(Limits.MAX_QUOTING_DEPTH));

    Map<String, List<Long>> page = Page.tableRows("limits.md")
        .stream()
        .collect(Collectors.toMap(row -> row.get(0), row -> numbers(row.get(1)), (a, b) -> {
          throw new AssertionError("a row stands twice");
        }, LinkedHashMap::new));
    assertEquals(lines(constants), lines(page));
  }

  private static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static String lines(Map<String, List<Long>> table) {
    return table.entrySet()
        .stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  /// Every number of a cell, but references to pages.
  private static List<Long> numbers(String cell) {
    return NUMBER.matcher(cell.replaceAll("\\(page [0-9]+\\)", ""))
        .results()
        .map(m -> m.group(1) != null
            ? power(m.group(1))
            : m.group(2) != null ? plain(m.group(2)) << 20
            : plain(m.group(3)))
        .toList();
  }

  private static long power(String sum) {
    long total = 0;
    for (String term : sum.split(" \\+ ", -1)) {
      total += BigInteger.TWO.pow(Integer.parseInt(term.substring(2))).longValueExact();
    }
    return total;
  }

  private static long plain(String digits) {
    return Long.parseLong(digits.replace(",", ""));
  }
}
