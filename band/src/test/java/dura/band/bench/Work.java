package dura.band.bench;

/// Something that always gives the same bytes.
@FunctionalInterface
interface Work {
  byte[] once() throws Exception;
}
