package dura.band.run;

import dura.band.machine.Ancestry;
import dura.band.machine.BackupEffect;
import dura.band.machine.BackupEvent;
import dura.band.machine.BackupMachine;
import dura.band.machine.BackupPlan;
import dura.band.machine.BackupState;
import dura.band.model.BandHead;
import dura.band.source.SourceTree;
import dura.band.store.Store;
import dura.codec.bytes.ByteSlice;
import dura.codec.bytes.Sha256;
import dura.codec.chunk.Chunker;
import dura.codec.compress.FrameCodec;
import dura.proto.Compression;
import dura.proto.IndexRoot;
import dura.spec.alarm.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Runs a [BackupMachine] without threads: of the effects that are under way, one at random is
/// performed at a time. Whatever the order, the band must be the same.
final class ShuffledBackup {
  private static final ByteSlice SEED = Sha256.of(ByteSlice.utf8("seed"));

  private final SourceLister lister;
  private final SourceReader reader;
  private final ObjectWriter writer;
  private final Random order;
  private final List<BackupEffect> underWay = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private int mostUnderWay;

  private ShuffledBackup(SourceTree source, Store store, BandHead head, Random order) {
    lister = new SourceLister(source);
    reader = new SourceReader(source, Chunker.of(SEED), 0);
    writer = new ObjectWriter(store, head, FrameCodec.of(Compression.ZSTD), List.of(),
        Entropy.system(), Optional.empty(), Optional.empty(), new RecordingMonitor());
    this.order = order;
  }

  /// What a run came to.
  record Outcome(BackupState state, List<Alarm> alarms, int mostUnderWay) {}

  static Outcome run(SourceTree source, Store store, BandHead head, int jobs, Random order)
      throws Exception {
    var backup = new ShuffledBackup(source, store, head, order);
    try {
      return backup.run(new BackupPlan(head, FrameCodec.of(Compression.ZSTD),
          IndexRoot.newBuilder().setChunkerSeed(SEED.toByteString()).build(), Ancestry.NONE,
          List.of(), BackupPlan.Trust.METADATA, BackupPlan.Bounds.of(jobs),
          BackupPlan.Sequence.INDEX));
    } finally {
      backup.reader.close();
    }
  }

  private Outcome run(BackupPlan plan) throws Exception {
    BackupState state = BackupState.initial(plan);
    BackupEvent event = new BackupEvent.Started();
    while (true) {
      BackupMachine.Step step = BackupMachine.step(state, event);
      state = step.state();
      underWay.addAll(step.effects());
      alarms.addAll(step.alarms());
      mostUnderWay = Math.max(mostUnderWay, underWay.size());
      if (state.done()) {
        return new Outcome(state, alarms, mostUnderWay);
      }
      if (underWay.isEmpty()) {
        throw new AssertionError("nothing is under way and the band is not finished: " + state);
      }
      event = perform(underWay.remove(order.nextInt(underWay.size())));
    }
  }

  private BackupEvent perform(BackupEffect effect) throws Exception {
    return switch (effect) {
      case BackupEffect.PutHead _ -> writer.putHead();
      case BackupEffect.ListDirectory list -> {
        SourceLister.Listing listing = lister.list(list.directory());
        yield new BackupEvent.Listed(list.directory(), listing.entries(), listing.troubles());
      }
      case BackupEffect.ReadPast _,BackupEffect.GatherChunks _ ->
          throw new AssertionError("there is no parent");
      case BackupEffect.ReadWindow window -> reader.read(window);
      case BackupEffect.Compress frame -> writer.compress(frame);
      case BackupEffect.StoreMember member -> writer.putMember(member);
      case BackupEffect.CoverBlock _ -> throw new AssertionError("nothing was interrupted");
      case BackupEffect.StoreParity parity -> writer.putParity(parity);
      case BackupEffect.ReadClock _ -> new BackupEvent.ClockRead(1_800_000_000L);
      case BackupEffect.PutSums sums -> writer.putSums(sums);
      case BackupEffect.PutTail put -> writer.putTail(put.tail(), Optional.empty());
    };
  }
}
