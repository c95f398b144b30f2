/// Bands: one backup each, and everything that reads, writes, checks and prunes them.
@NullMarked
package dura.band;

import org.jspecify.annotations.NullMarked;
