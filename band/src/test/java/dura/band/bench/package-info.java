/// Small pieces of work that tell how fast the parts are: measured by JMH (`tools/bench/jmh.sh`), and
/// done once in the tests so that they stay what they are.
@NullMarked
package dura.band.bench;

import org.jspecify.annotations.NullMarked;
