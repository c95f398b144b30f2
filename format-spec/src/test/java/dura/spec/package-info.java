/// Tests of names, limits and profiles against the pages.
@NullMarked
package dura.spec;

import org.jspecify.annotations.NullMarked;
