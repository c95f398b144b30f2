package dura.band.machine;

import static dura.band.machine.Copies.without;

import dura.band.model.BandTail;
import dura.band.model.GroupKind;
import dura.band.model.IndexRootLine;
import dura.band.model.Sums;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.proto.GroupMember;
import dura.proto.ObjectInfo;
import dura.proto.ObjectKind;
import dura.spec.ObjectName;
import java.time.Instant;
import java.util.List;

/// The part of a step that follows what becomes durable: outer parity, SHA256SUMS, the tail.
final class ClosingTurn {
  private final BackupWork work;

  ClosingTurn(BackupWork work) {
    this.work = work;
  }

  void memberStored(BackupEvent.MemberStored stored) {
    BackupEffect.StoreMember effect = stored.effect();
    boolean block = effect.kind() == GroupKind.DATA;
    ObjectName name = block ? ObjectName.block(effect.number()) : ObjectName.index(effect.number());
    work.groups =
        work.groups.stored(effect.group(), member(name, stored.length(), stored.sha256()));
    var info = ObjectInfo.newBuilder()
        .setKind(block ? ObjectKind.BLOCK : ObjectKind.INDEX)
        .setNumber(effect.number())
        .setPayloadLength(stored.payloadLength())
        .setPayloadOffset(stored.payloadOffset())
        .setSessionKey(stored.sessionKey().toByteString())
        .setContentOffset(stored.contentOffset())
        .addAllFrame(effect.frames())
        .setGroup(effect.group())
        .build();
    work.storing = work.storing.withMember(info, stored.length());
    if (block) {
      work.storing =
          work.storing.withBlocks(without(work.storing.blocks(), effect.number()));
    } else {
      work.storing = work.storing.startingOthers(-1);
      work.indexing = work.indexing.put();
    }
    work.storing.root()
        .filter(line -> line.object().equals(name))
        .ifPresent(line -> work.storing = work.storing.withRoot(new IndexRootLine(line.band(),
            line.object(), line.offset(), line.length(), stored.payloadSha256()),
            work.storing.below()));
  }

  /// Asks for the blocks that were taken over to become members of groups. They have the first places.
  void cover() {
    int full = GroupKind.DATA.shape(work.plan.head().profile()).members();
    List<TakenBlock> blocks = work.plan.covered();
    for (int i = 0; i < blocks.size(); i++) {
      work.effects.add(new BackupEffect.CoverBlock(blocks.get(i), i / full, i % full));
    }
  }

  void covered(BackupEffect.CoverBlock effect) {
    TakenBlock block = effect.block();
    work.groups = work.groups.stored(effect.group(),
        member(block.id().name(), block.length(), block.sha256()).toBuilder()
            .setBand(block.id().band().orElseThrow().toString())
            .build());
  }

  void parityStored(BackupEvent.ParityStored stored) {
    ObjectName name = ObjectName.parity(stored.group(), stored.index());
    work.groups =
        work.groups.parityStored(stored.group(), member(name, stored.length(), stored.sha256()));
    work.storing = work.storing.withParity(stored.length());
  }

  /// Asks for the parity of groups whose members are all durable.
  void protect() {
    for (GroupLedger.Open group : work.groups.readyForParity()) {
      int wanted = group.kind().shape(work.plan.head().profile()).parityObjects();
      for (int parity = 0; parity < wanted; parity++) {
        work.effects.add(new BackupEffect.StoreParity(work.groups.describe(group, parity)));
      }
      work.storing = work.storing.startingOthers(wanted);
      work.groups = work.groups.parityAsked(group.number());
    }
    work.groups = work.groups.settle(work.plan.head().band());
  }

  void putSums() {
    var text = new StringBuilder(
        Sums.own(work.plan.head().band(), ObjectName.HEAD, work.storing.headSha256())
            .render(work.plan.head().band()));
    work.groups.inOrder().forEach(group -> text.append(group.sums().toUtf8()));
    work.storing = work.storing.withSums(ByteSlice.utf8(text.toString()));
    work.effects.add(new BackupEffect.PutSums(work.storing.sums()));
  }

  BandTail tail() {
    return new BandTail(work.plan.head(), work.storing.headSha256(),
        Instant.ofEpochSecond(work.storing.now()), Sha256.of(work.storing.sums()),
        work.storing.root().orElseThrow(),
        new BandTail.ObjectCounts(work.placing.blocks().nextBlock(), work.indexing.nextNumber(),
            work.storing.parityObjects()),
        work.storing.bytes(), work.groups.inOrder().stream().map(GroupLedger.Done::line).toList(),
        work.plan.ancestry().refers(work.storing.below()), List.of());
  }

  private static GroupMember member(ObjectName name, long length, ByteSlice sha256) {
    return GroupMember.newBuilder()
        .setObject(name.text())
        .setLength(length)
        .setSha256(sha256.toByteString())
        .build();
  }
}
