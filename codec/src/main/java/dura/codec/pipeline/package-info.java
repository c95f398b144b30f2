/// Objects from payloads and payloads from objects: the only place that knows the order of layers.
@NullMarked
package dura.codec.pipeline;

import org.jspecify.annotations.NullMarked;
