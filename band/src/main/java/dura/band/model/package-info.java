/// Pure values of a band: paths, names, kinds, times.
@NullMarked
package dura.band.model;

import org.jspecify.annotations.NullMarked;
