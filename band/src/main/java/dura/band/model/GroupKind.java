package dura.band.model;

import dura.spec.RedundancyProfile;

/// What the members of a group are: data and metadata never share one.
public enum GroupKind {
  /// Blocks.
  DATA,
  /// Index objects.
  INDEX;

  /// How many members and parity objects a full group has.
  public RedundancyProfile.GroupShape shape(RedundancyProfile profile) {
    return this == DATA ? profile.dataGroup() : profile.indexGroup();
  }
}
