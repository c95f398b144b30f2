package dura.band.source;

/// What a device node stands for; both numbers unsigned.
public record DeviceNumber(int major, int minor) {
  /// Of everything that is no device.
  public static final DeviceNumber NONE = new DeviceNumber(0, 0);
}
