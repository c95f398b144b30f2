package dura.tools.dump;

import dura.codec.bytes.ByteSlice;
import dura.codec.crypt.CryptException;
import dura.codec.crypt.CryptFailure;
import dura.codec.crypt.MdcVerdict;
import dura.codec.crypt.MessageOpener;
import dura.codec.crypt.MessageSyntax;
import dura.codec.crypt.OpenedMessage;
import dura.codec.crypt.SessionKeyPacket;
import dura.codec.crypt.SessionKeySource;
import dura.spec.Limits;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// An OpenPGP message packet by packet, opened where there is a key: format-spec/40-encryption.md.
final class MessageAnnotator {
  private static final int KEY_ID_LENGTH = 8;

  private final Optional<SessionKeySource> keys;

  MessageAnnotator(Optional<SessionKeySource> keys) {
    this.keys = keys;
  }

  /// The packets of the message in `span`, which is all there.
  ///
  /// @param literalName the file name that the message must carry
  /// @param inside explains the content
  List<Node> annotate(Span span, String literalName, Function<Span, Iterable<Node>> inside) {
    byte[] message = span.bytes().toByteArray();
    MessageSyntax.Layout layout;
    try {
      layout = MessageSyntax.parse(message);
    } catch (CryptException e) {
      return List.of(Node.leaf("message", span, "").bad(fault(e)));
    }
    var packets = new Tiles(span);
    int number = 0;
    for (SessionKeyPacket packet : layout.keyPackets()) {
      packets.add(keyPacket("key packet[" + number++ + "]", packets.take(packet.bytes().length),
          packet));
    }
    Span data = packets.rest();
    long dataAt = data.offset() - span.offset();
    packets.add(Node.branch("data packet", data, "",
        data(data, (int) (layout.cipherOffset() - dataAt), (int) dataAt, message, literalName,
            inside)));
    return packets.nodes();
  }

  private static Node keyPacket(String name, Span span, SessionKeyPacket packet) {
    var fields = new Tiles(span);
    fields.leaf("packet header", packet.bodyOffset(), "");
    fields.leaf("packet version", 1, number(fields, 0));
    fields.leaf("key id", KEY_ID_LENGTH, packet.keyIdHex());
    fields.leaf("algorithm", 1, Integer.toString(packet.algorithm()));
    if (!fields.isDone()) {
      fields.add(Node.leaf("encrypted session key", fields.rest(), ""));
    }
    Node node = Node.branch(name, span, packet.keyIdHex(), fields.nodes());
    // What is damaged carries neither.
    return packet.algorithm() == 0 ? node.bad(Meanings.text("key-packet-bad")) : node;
  }

  private static String number(Tiles fields, int ahead) {
    Span span = fields.peek();
    return span.bytes().length() > ahead ? Integer.toString(span.bytes().get(ahead) & 0xFF) : "";
  }

  /// @param cipherAt where in the packet the ciphertext begins
  /// @param dataAt where in the message the packet begins
  private List<Node> data(Span span, int cipherAt, int dataAt, byte[] message,
      String literalName, Function<Span, Iterable<Node>> inside) {
    var parts = new Tiles(span);
    parts.leaf("packet header", cipherAt - 1L, "");
    parts.leaf("packet version", 1, number(parts, 0));
    if (keys.isEmpty()) {
      parts.add(Node.leaf("ciphertext", parts.rest(), "").closed(Meanings.text("no-key")));
      return parts.nodes();
    }
    try {
      OpenedMessage opened =
          MessageOpener.open(message, keys.get(), literalName, Limits.MAX_PAYLOAD_BYTES);
      parts.leaf("random prefix", MessageSyntax.PREFIX_LENGTH, "");
      parts.leaf("literal header", opened.contentOffset() - dataAt - parts.at(), literalName);
      ByteSlice content = ByteSlice.of(opened.untrustedContent());
      Span inner = Span.of(Space.OPENED, 0, content);
      if (!content.isEmpty()) {
        parts.add(Node.branch("content", parts.take(content.length()), "",
            List.of(Node.branch("opened content", inner, "", inside.apply(inner)))));
      }
      Node mdc = Node.leaf("mdc", parts.rest(), "");
      parts.add(opened.mdc() == MdcVerdict.GOOD ? mdc : mdc.bad(Meanings.text("mdc-bad")));
    } catch (CryptException e) {
      parts.add(Node.leaf("ciphertext", parts.rest(), "").bad(fault(e)));
    }
    return parts.nodes();
  }

  private static String fault(CryptException e) {
    return switch (e.failure()) {
      case CryptFailure.BadSyntax(var fault, int offset) ->
          Meanings.text("message-bad", Texts.word(fault), offset);
      case CryptFailure.NameMismatch(var _, var found) ->
          Meanings.text("message-name", Texts.printable(ByteSlice.utf8(found)));
      case CryptFailure.NoMatchingKey(var keyIds) ->
          Meanings.text("no-matching-key", String.join(", ", keyIds));
      case CryptFailure failure -> Meanings.text("message-closed", failure.code());
    };
  }
}
