@org.jspecify.annotations.NullMarked
package dura.tools.page;
