/// Reed-Solomon over GF(2^8): the inner code that protects the cells of one payload and the outer
/// code that protects the objects of a group. Pure arithmetic on byte arrays. See
/// format-spec/50-erasure.md.
@NullMarked
package dura.codec.erasure;

import org.jspecify.annotations.NullMarked;
