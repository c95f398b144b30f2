/// What the bytes of an object or archive mean, as a tree: every byte of an intact object lies in
/// exactly one leaf. Annotators explain one layer each, views show the tree. Pure, but for
/// [ArchiveAnnotator], which reads a store.
@NullMarked
package dura.tools.dump;

import org.jspecify.annotations.NullMarked;
