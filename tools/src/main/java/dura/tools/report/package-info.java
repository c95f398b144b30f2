/// How a run is shown: as text for people, as lines of JSON for programs; what `--on` says of
/// alarms, and how many there were.
@NullMarked
package dura.tools.report;

import org.jspecify.annotations.NullMarked;
