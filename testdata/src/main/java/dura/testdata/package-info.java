/// Vectors, golden archives and ways to damage bytes: what tests of every module share.
@NullMarked
package dura.testdata;

import org.jspecify.annotations.NullMarked;
