package dura.codec.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dura.codec.bytes.ByteSlice;
import dura.proto.Compression;
import dura.proto.Content;
import dura.proto.Encryption;
import dura.proto.ObjectHead;
import dura.proto.ObjectKind;
import dura.spec.RedundancyProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The text of heads: each kind of object has a golden text, and the template of the page and the
/// code are one.
class HeadTextTest {
  private static final Path PAGE = Path.of("../format-spec/20-head.md");

  @Provide
  Arbitrary<ObjectHead> heads() {
    return SampleHeads.anyHead();
  }

  @Example
  void everyKindHasItsGoldenText() {
    SampleHeads.descriptions().forEach((name, description) -> {
      ObjectHead head = SampleHeads.complete(description, 100_000, RedundancyProfile.STANDARD);
      assertEquals(golden(name + ".txt"), HeadText.render(head, 2), name);
    });
  }

  @Example
  void objectWithoutParityHasItsGoldenText() {
    ObjectHead head = SampleHeads.complete(SampleHeads.block(69), 0, RedundancyProfile.STANDARD);
    assertEquals(golden("block-empty.txt"), HeadText.render(head, 1));
  }

  private static String golden(String name) {
    try (InputStream in = HeadTextTest.class.getResourceAsStream("/head-text/" + name)) {
      if (in == null) {
        throw new AssertionError("there is no golden text " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property
  void textIsTheTemplateOfThePage(@ForAll("heads") ObjectHead head) {
    int sections = HeadImage.shape(head, head.getSerializedSize()).orElseThrow().sections();
    assertEquals(Template.ofPage().fill(head, sections), HeadText.render(head, sections));
  }

  /// Nothing of a head's text can have been chosen by somebody, be it a terminal's control character
  /// or a command.
  @Property
  void textIsPlain(@ForAll("heads") ObjectHead head) {
    String text = HeadText.render(head, 1);
    assertTrue(text.chars().allMatch(c -> c == '\n' || c >= 0x20 && c <= 0x7E));
    assertTrue(text.endsWith("\n"));
  }

  /// The template as page 20 has it.
  private record Template(List<String> lines, Map<String, String> whatByKind) {
    private static final Pattern CONDITION = Pattern.compile(
        "(.*?) +\\((W > 0|W > 0: an empty line|signed sheets|one line per recipient)\\)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

    static Template ofPage() {
      List<String> page = lines(PAGE);
      int start = page.indexOf("## The text");
      int end = page.indexOf("| placeholder | value |");
      List<String> block = page.subList(start, end)
          .stream()
          .filter(line -> line.isEmpty() || line.startsWith("    "))
          .map(line -> line.isEmpty() ? line : line.substring(4))
          .toList();
      int first = block.indexOf("DURA1 {name}");
      int last = block.lastIndexOf("");
      String what = page.stream()
          .filter(line -> line.startsWith("| {what} | "))
          .findFirst()
          .orElseThrow();
      List<String> words = Pattern.compile("`([^`]*)`")
          .matcher(what)
          .results()
          .map(m -> m.group(1))
          .toList();
      var byKind = new TreeMap<String, String>();
      for (int i = 0; i < words.size(); i++) {
        byKind.put(ObjectKind.forNumber(i + 1).name(), words.get(i));
      }
      return new Template(block.subList(first, last), byKind);
    }

    private static List<String> lines(Path page) {
      try {
        return Files.readAllLines(page);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String fill(ObjectHead head, int sections) {
      var filled = new ArrayList<String>();
      for (String line : lines) {
        Matcher m = CONDITION.matcher(line);
        String condition = m.matches() ? m.group(2) : "";
        String text = m.matches() ? m.group(1) : line;
        switch (condition) {
          case "" -> filled.add(fill(text, head, sections));
          case "one line per recipient" -> head.getRecipientList()
              .forEach(key -> filled.add(
                  text.replace("{fingerprint in hex}", ByteSlice.of(key).toHex())));
          case "signed sheets" -> {
            if (head.getContent() == Content.SIGNED_SHEET) {
              filled.add(fill(text, head, sections));
            }
          }
          default -> {
            if (head.getParityShards() > 0) {
              filled.add(fill(text, head, sections));
            }
          }
        }
      }
      return String.join("\n", filled) + "\n";
    }

    private String fill(String line, ObjectHead head, int sections) {
      return PLACEHOLDER.matcher(line)
          .replaceAll(m -> Matcher.quoteReplacement(value(m.group(1), head, sections)));
    }

    private String value(String placeholder, ObjectHead head, int sections) {
      String name = head.getBand().isEmpty()
          ? head.getObject()
          : head.getBand() + "/" + head.getObject();
      boolean block = head.getContent() == Content.TAR;
      boolean parity = head.getContent() == Content.PARITY_BYTES;
      int cells = head.getCellSize() == 0
          ? 0
          : ceil(head.getPayloadLength(), head.getCellSize());
      int rows = cells == 0 ? 0 : ceil(cells, head.getDataShards());
      long payload = 4096L * sections;
      long second = payload + 512L * ceil(head.getPayloadLength(), 512);
      long fill = (4096 - second % 4096) % 4096;
      return switch (placeholder) {
        case "name" -> name;
        case "payload SHA-256, 64 hex digits" -> ByteSlice.of(head.getPayloadSha256()).toHex();
        case "archive id, 32 hex digits" -> ByteSlice.of(head.getArchiveId()).toHex();
        case "what" -> whatByKind.getOrDefault(head.getKind().name(), "");
        case "N" -> Long.toString(head.getPayloadLength());
        case "P" -> Long.toString(payload);
        case "P + 1" -> Long.toString(payload + 1);
        case "A" -> Long.toString(second + fill + 4096L * sections);
        case "R" -> Integer.toString(rows);
        case "R - 1" -> Integer.toString(rows - 1);
        case "cell_size" -> Integer.toString(head.getCellSize());
        case "k" -> Integer.toString(head.getDataShards());
        case "m" -> Integer.toString(head.getParityShards());
        case "file" -> head.getObject() + ".tar";
        case "payload member" -> "DURA1/" + name + "/payload" + suffix(head);
        case "Take it out: | Read it:" -> block || parity ? "Take it out:" : "Read it:";
        case "layers" -> layers(head);
        case "pipe" -> pipe(head);
        default -> throw new AssertionError("unknown placeholder " + placeholder);
      };
    }

    private static int ceil(long a, long b) {
      return Math.toIntExact((a + b - 1) / b);
    }

    private static String suffix(ObjectHead head) {
      return List.of("", ".tar", ".pb", ".txt", ".txt.asc", ".parity").get(head.getContentValue())
          + List.of("", ".zst", ".gz", ".xz", ".bz2").get(head.getCompressionValue())
          + (head.getEncryption() == Encryption.OPENPGP ? ".gpg" : "");
    }

    private static String compression(ObjectHead head) {
      return List.of("", "zstd", "gzip", "xz", "bzip2").get(head.getCompressionValue());
    }

    private static String layers(ObjectHead head) {
      String content = List
          .of("", "tar", "protobuf (dura.Hunk)", "text", "signed text", "parity bytes")
          .get(head.getContentValue());
      String encryption = head.getEncryption() == Encryption.OPENPGP ? "OpenPGP" : "";
      return String.join(", then ", Stream.of(content, compression(head), encryption)
          .filter(word -> !word.isEmpty())
          .toList());
    }

    private static String pipe(ObjectHead head) {
      return (head.getEncryption() == Encryption.OPENPGP ? " | gpg -d" : "")
          + (head.getCompression() == Compression.COMPRESSION_NONE
              ? ""
              : " | " + compression(head) + " -dc")
          + List
              .of("", " | tar -xf -", " | protoc -I . -I ../../.. --decode dura.Hunk dura.proto",
                  "",
                  "", "")
              .get(head.getContentValue());
    }
  }
}
