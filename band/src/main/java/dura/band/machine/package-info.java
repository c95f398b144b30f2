/// State machines: (state, event) to (state, effects, alarms), without files, clocks, threads or
/// randomness.
@NullMarked
package dura.band.machine;

import org.jspecify.annotations.NullMarked;
