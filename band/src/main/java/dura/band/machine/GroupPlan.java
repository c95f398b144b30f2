package dura.band.machine;

import dura.band.model.BandHead;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.ObjectId;
import dura.spec.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A group of the outer code as a repair needs it. Places are those of
/// [dura.codec.erasure.GroupRepair]: members from 0, parity objects from the nominal number of
/// members on.
///
/// @param band that wrote the parity
/// @param head of that band, where known: parity cannot be recreated without
/// @param number of the group
/// @param nominal k of the outer code
/// @param members in order
/// @param parity object SHA-256 of the parity objects by index, where known
/// @param elsewhere other paths where objects of the group stand
public record GroupPlan(BandName band, Optional<BandHead> head, int number, int nominal,
    List<Member> members,
    List<Optional<ByteSlice>> parity, List<Elsewhere> elsewhere) {
  /// A member.
  ///
  /// @param sha256 object SHA-256
  public record Member(ObjectId id, ByteSlice sha256) {}

  /// An object that stands at a path that is not its own.
  public record Elsewhere(int place, String path) {}

  public GroupPlan {
    members = List.copyOf(members);
    parity = List.copyOf(parity);
    elsewhere = List.copyOf(elsewhere);
  }

  /// The places that have an object.
  public List<Integer> places() {
    var places = new ArrayList<Integer>();
    for (int member = 0; member < members.size(); member++) {
      places.add(member);
    }
    for (int index = 0; index < parity.size(); index++) {
      places.add(nominal + index);
    }
    return places;
  }

  /// Which object has a place.
  public ObjectId id(int place) {
    return place < nominal
        ? members.get(place).id()
        : ObjectId.of(band, ObjectName.parity(number, place - nominal));
  }

  /// The path of the object at a place.
  public String path(int place) {
    return id(place).path();
  }

  /// The paths where the object at a place may stand, its own first.
  public List<String> paths(int place) {
    var paths = new ArrayList<String>();
    paths.add(path(place));
    elsewhere.stream()
        .filter(other -> other.place() == place)
        .map(Elsewhere::path)
        .forEach(paths::add);
    return paths;
  }

  /// The object SHA-256 of the object at a place, where known.
  public Optional<ByteSlice> sha256(int place) {
    return place < nominal
        ? Optional.of(members.get(place).sha256())
        : parity.get(place - nominal);
  }
}
