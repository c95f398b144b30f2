/// Tests of bytes as values.
@NullMarked
package dura.codec.bytes;

import org.jspecify.annotations.NullMarked;
