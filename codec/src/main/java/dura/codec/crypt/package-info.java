/// OpenPGP messages, keys and cleartext signatures (page 40 of the specification).
///
/// Messages are built and taken apart here, byte by byte, so that every length is definite and any
/// range of the content can be cut out of the ciphertext; Bouncy Castle does the key packets, keys,
/// certificates and signatures. Nothing here reads a clock or draws chance: times are arguments in
/// seconds since 1970, randomness comes from the caller's `SecureRandom`.
@NullMarked
package dura.codec.crypt;

import org.jspecify.annotations.NullMarked;
