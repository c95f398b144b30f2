package dura.band.machine;

import dura.band.machine.CheckAnswer.Name;
import dura.band.machine.CheckAnswer.Names;
import dura.spec.ObjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the names in folders of a band come to.
final class FolderNames {
  private FolderNames() {}

  private static String directory(CheckQuestion question) {
    return ((CheckQuestion.Names) question).directory();
  }

  /// The folders in folders that were just listed.
  ///
  /// @param asked for the listings
  /// @param unexpected is told paths that no page gives a place
  static List<CheckQuestion> below(List<CheckQuestion> asked, List<Names> listed,
      Consumer<String> unexpected) {
    var folders = new ArrayList<CheckQuestion>();
    for (int at = 0; at < listed.size(); at++) {
      String above = directory(asked.get(at));
      for (Name name : listed.get(at).names()) {
        if (name.directory() && name.name().matches("[0-9]{2}")) {
          folders.add(new CheckQuestion.Names(above + "/" + name.name()));
        } else {
          unexpected.accept(above + "/" + name.name());
        }
      }
    }
    return folders;
  }

  /// Paths of the object files in folders that were just listed, with their lengths.
  ///
  /// @param asked for the listings
  /// @param unexpected is told paths that no page gives a place
  static Map<String, Long> objectFiles(List<CheckQuestion> asked, List<Names> listed,
      Consumer<String> unexpected) {
    var files = new LinkedHashMap<String, Long>();
    for (int at = 0; at < listed.size(); at++) {
      String above = directory(asked.get(at));
      for (Name name : listed.get(at).names()) {
        String path = above + "/" + name.name();
        if (!name.directory() && ObjectId.ofPath(path).isPresent()) {
          files.put(path, name.length());
        } else {
          unexpected.accept(path);
        }
      }
    }
    return files;
  }
}
