@org.jspecify.annotations.NullMarked
package dura.tools.matrix;
