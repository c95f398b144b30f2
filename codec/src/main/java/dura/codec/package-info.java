/// Objects of an archive, from bytes to values and back; nothing here touches files or clocks.
@NullMarked
package dura.codec;

import org.jspecify.annotations.NullMarked;
