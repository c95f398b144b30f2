/// What an object says of itself, and sheets: format-spec/20-head.md.
@NullMarked
package dura.codec.head;

import org.jspecify.annotations.NullMarked;
