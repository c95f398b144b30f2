package dura.codec.bytes;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// A run of bytes as a value: equal by content, never changed. The array behind it is shared, not
/// copied: whoever hands one over gives up writing to it.
public final class ByteSlice {
  /// No bytes.
  public static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteSlice(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// All of `array`.
  public static ByteSlice of(byte[] array) {
    return new ByteSlice(array, 0, array.length);
  }

  /// `length` bytes of `array` from `offset`.
  ///
  /// @throws IndexOutOfBoundsException where they are not all in the array
  public static ByteSlice of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new ByteSlice(array, offset, length);
  }

  /// The UTF-8 bytes of `text`.
  public static ByteSlice utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The bytes written in `hex`, two digits each.
  ///
  /// @throws IllegalArgumentException where it is not hex
  public static ByteSlice hex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /// The bytes of a protobuf field.
  public static ByteSlice of(ByteString bytes) {
    return of(bytes.toByteArray());
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte get(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /// The bytes `[from, to)` of this slice, not copied.
  public ByteSlice slice(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return new ByteSlice(array, offset + from, to - from);
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /// The array behind the slice; reading only.
  public byte[] array() {
    return array;
  }

  /// Where the slice begins in [#array()].
  public int offset() {
    return offset;
  }

  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /// The bytes for a protobuf field, not copied.
  public ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(array, offset, length);
  }

  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  public String toHex() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }

  /// The bytes as ASCII or UTF-8 text.
  public String toUtf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSlice that && Arrays.equals(array, offset, offset + length,
        that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return length <= 32 ? toHex() : slice(0, 16).toHex() + "… (" + length + " bytes)";
  }
}
