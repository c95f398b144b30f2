package dura.tools.matrix;

import dura.testdata.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What can happen to one file of an archive, or to all of its kind.
enum Harm {
  /// The canary: whoever sees damage here sees ghosts.
  NOTHING(victim -> {}),
  ONE_BIT(victim -> victim.damage(new Damage.FlipAt(victim.middle(), 4))),
  TWENTY_BITS(victim -> victim.damage(new Damage.Flip(7, 20))),
  ZEROED_SECTOR(victim -> victim.damage(new Damage.Zero(victim.middleSector(), Damage.SECTOR))),
  BURST(victim -> victim.damage(new Damage.Burst(3, victim.middle(), 3000))),
  ALL_ZEROS(victim -> victim.damage(new Damage.Zero(0, Integer.MAX_VALUE))),
  CUT_A_LITTLE(victim -> victim.damage(new Damage.Truncate(victim.length() - victim.little()))),
  CUT_TO_HALF(victim -> victim.damage(new Damage.Truncate(victim.length() / 2))),
  CUT_TO_NOTHING(victim -> victim.damage(new Damage.Truncate(0))),
  EXTENDED(victim -> victim.damage(new Damage.Extend(5, 1500))),
  GARBAGE(victim -> victim.damage(new Damage.Garbage(9))),
  SWAPPED_WITH_ITS_LIKE(victim -> victim.swap(victim.like())),
  SWAPPED_WITH_A_STRANGER(victim -> victim.swap(victim.stranger())),
  OF_ANOTHER_ARCHIVE(victim -> victim.write(victim.foreign())),
  DELETED(Victim::delete),
  REPLACED_BY_FOLDER(victim -> Files.createDirectory(victim.delete())),
  REPLACED_BY_LINK(victim -> {
    Path elsewhere = victim.elsewhere();
    Files.createSymbolicLink(victim.delete(), elsewhere);
  }),
  ALL_DELETED(victim -> {
    for (Victim one : victim.family()) {
      one.delete();
    }
  }),
  ALL_GARBAGE(victim -> {
    for (Victim one : victim.family()) {
      one.damage(new Damage.Garbage(9));
    }
  });

  private interface Deed {
    void to(Victim victim) throws IOException;
  }

  private final Deed deed;

  Harm(Deed deed) {
    this.deed = deed;
  }

  /// Does it.
  void to(Victim victim) throws IOException {
    deed.to(victim);
  }
}
