/// Tests of heads and sheets.
@NullMarked
package dura.codec.head;

import org.jspecify.annotations.NullMarked;
