/// The tar of the user's files inside a block (`60-block.md`): headers, names of pieces, and a
/// scanner that finds the members again.
@NullMarked
package dura.codec.tar;

import org.jspecify.annotations.NullMarked;
