/// The shell: performs the effects of the machines, feeds them events, owns threads, clock and
/// entropy.
@NullMarked
package dura.band.run;

import org.jspecify.annotations.NullMarked;
