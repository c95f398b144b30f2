package dura.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dura.band.machine.BandState;
import dura.band.machine.BandSummary;
import dura.band.machine.CheckDepth;
import dura.band.machine.CheckPortion.Part;
import dura.band.machine.CheckUnit;
import dura.band.machine.Finding;
import dura.band.model.ForeignGroups;
import dura.band.run.FsckReport;
import dura.codec.bytes.ByteSlice;
import dura.spec.BandName;
import dura.spec.alarm.Alarm;
import dura.spec.alarm.AlarmCode;
import dura.spec.alarm.Location;
import dura.tools.cli.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a check remembers from run to run.
class FsckStateTest {
  private static final BandName BAND = BandName.of(7, 1234567);
  private static final FsckState.Task TASK =
      new FsckState.Task(CheckDepth.DEEP, new Part(2, 3), 30);

  @TempDir
  Path folder;

  @Test
  void whatARunHadFoundIsKept() throws Exception {
    String path = BAND + "/d/00/d0000032.tar";
    var finding = new Finding(path,
        List.of(new Alarm(AlarmCode.CELL_DAMAGED, Location.of(path), "1", "\"2\"\n"),
            Alarm.of(AlarmCode.EXTENT_MISMATCH, Location.range(path, 512, 7))),
        Finding.Outcome.LOST);
    var band = new BandSummary(BAND, BandState.FINISHED, 17, 2, List.of(3, 5),
        List.of(new ForeignGroups(BandName.of(6, 9), 1, 4, ByteSlice.of(new byte[32]))), List.of());
    var report = new FsckReport(Optional.empty(), true, List.of(finding), List.of(band), List.of(),
        List.of());
    var state =
        new FsckState(TASK, 12, Optional.of(new CheckUnit(BAND, 5)), Optional.of(report));
    Path file = folder.resolve("a/b/state");
    state.write(file);
    assertEquals(Optional.of(state), FsckState.read(file, TASK));
    var other = new FsckState.Task(CheckDepth.FULL, TASK.shard(), TASK.samples());
    assertThrows(UserError.class, () -> FsckState.read(file, other));
  }

  @Test
  void theLastPartIsFollowedByTheFirst() throws Exception {
    Path file = folder.resolve("state");
    FsckState last = FsckState.beginning(TASK, 30);
    last.next().write(file);
    assertEquals(Optional.of(FsckState.beginning(TASK, 1)), FsckState.read(file, TASK));
    assertEquals(Optional.empty(), FsckState.read(folder.resolve("none"), TASK));
  }
}
