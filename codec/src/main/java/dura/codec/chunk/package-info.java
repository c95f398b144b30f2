/// Cutting files at points that their contents decide (format-spec/60-block.md, "Chunks").
@NullMarked
package dura.codec.chunk;

import org.jspecify.annotations.NullMarked;
