// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.Input.Place;
import io.github.otelmail.bridge.durable.CheckedFile;
import io.github.otelmail.bridge.durable.DamagedException;
import io.github.otelmail.bridge.durable.Disk;
import io.github.otelmail.bridge.durable.Replaceable;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.tracker.EntryStore;
import io.github.otelmail.bridge.tracker.EntryStoreException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a restart goes on from: where each source was left, and what the tracker knew there.
 *
 * <p>Both are committed together, and only after the spans of all lines before were acknowledged.
 * So lines after the checkpoint are read again after a crash, and give the same spans with the same
 * ids, because nothing but the lines decides. There is one exception: at the end of a log that
 * stays quiet, the tracker is told that time goes on. Such a moment is written down before the
 * tracker hears of it, and comes again at the same place after a restart.
 */
final class Checkpoints {
  /** Of the content. */
  static final int VERSION = 2;

  /** Makes the tracker, and what belongs to it, from its snapshot. */
  @FunctionalInterface
  interface Restorer {
    /**
     * Makes both.
     *
     * @param entries what is in the store, null for the heap
     */
    Tracking restore(DataInput in, @Nullable EntryStore entries) throws IOException;
  }

  private final CheckpointStore store;
  private final CheckedFile quietTime;
  private final Map<String, Place> places = new TreeMap<>();

  /** Counts commits, from somewhere: no two runs that know nothing of each other agree. */
  private long generation = ThreadLocalRandom.current().nextLong();

  private @Nullable Tracking tracking;
  private boolean formerIsGone;

  Checkpoints(Disk disk, CheckpointStore store) {
    this.store = store;
    quietTime = new CheckedFile(disk, "quiet-time", VERSION);
  }

  /**
   * Reads the checkpoint; where there is none, that of another kind of store. A damaged one is set
   * aside.
   *
   * @param damaged told what was found and done
   * @return false when it was damaged: all that the logs still hold has to be read again
   * @throws FailedException when it cannot be read, or holds more than the heap
   */
  boolean read(Restorer restorer, Consumer<String> damaged) {
    Replaceable checkpoint = store.checkpoint();
    try {
      if (!checkpoint.read(in -> readContent(in, restorer, store.entries()))) {
        Replaceable former = store.former();
        if (former != null) {
          checkpoint = former;
          carryOver(former, restorer);
        }
      }
      return true;
    } catch (DamagedException e) {
      forgetAll();
      damaged.accept(
          "the checkpoint cannot be used: "
              + e.getMessage()
              + ". It is kept as "
              + setAside(checkpoint)
              + "; the logs are read from their start, which gives the same spans again");
      return false;
    } catch (OutOfMemoryError e) {
      // Nothing refers to what was read so far, so there is room for the message.
      tracking = null;
      throw new FailedException(tooLarge(checkpoint));
    } catch (IOException | EntryStoreException e) {
      throw new FailedException("cannot read " + checkpoint.path() + ": " + e);
    }
  }

  /** Reads what another kind of store has, into the one that is used now. */
  private void carryOver(Replaceable former, Restorer restorer) throws IOException {
    if (store.entries() != null) {
      boolean unused = former.read(in -> readContent(in, restorer, store.entries()));
    } else if (former.read(in -> readContent(in, restorer, store.formerEntries()))) {
      Tracking whole = Objects.requireNonNull(tracking);
      store.checkpoint().write(out -> writeContent(out, generation, whole::writeWhole));
      forgetAll();
      boolean unused = store.checkpoint().read(in -> readContent(in, restorer, null));
    }
  }

  private void forgetAll() {
    places.clear();
    generation = ThreadLocalRandom.current().nextLong();
    tracking = null;
  }

  /**
   * Instead of {@link #read}, to begin without what was known.
   *
   * @return true: nothing is missing
   * @throws FailedException when that is not possible
   */
  boolean disregard() {
    try {
      store.checkpoint().disregard();
      return true;
    } catch (IOException e) {
      throw new FailedException("cannot use " + store.checkpoint().path() + ": " + e);
    }
  }

  /** A restart would end in the same way: says what to change. */
  private static String tooLarge(Replaceable checkpoint) {
    return "the queue entries of the checkpoint do not fit the heap: "
        + checkpoint.path()
        + " has "
        + sizeOf(checkpoint)
        + " bytes, and "
        + HeapAdvice.text()
        + ". Without that file the logs are read as if they were new";
  }

  private static long sizeOf(Replaceable checkpoint) {
    try {
      return checkpoint.size();
    } catch (IOException e) {
      throw new FailedException("cannot read " + checkpoint.path() + ": " + e);
    }
  }

  private void readContent(DataInput in, Restorer restorer, @Nullable EntryStore entries)
      throws IOException {
    try {
      generation = in.readLong();
      for (int left = in.readInt(); left > 0; left--) {
        places.put(in.readUTF(), new Place(in.readUTF(), in.readLong()));
      }
      tracking = restorer.restore(in, entries);
    } catch (IOException e) {
      throw new DamagedException("its content is not understood (" + e + ")");
    }
  }

  private Path setAside(Replaceable checkpoint) {
    try {
      Path aside = checkpoint.setAside();
      if (checkpoint != store.checkpoint()) {
        store.checkpoint().disregard();
      }
      return aside;
    } catch (IOException e) {
      throw new FailedException("cannot move the damaged " + checkpoint.path() + ": " + e);
    }
  }

  /** The tracker as it was; null without a checkpoint. */
  @Nullable Tracking tracking() {
    return tracking;
  }

  /** Where to go on in the source; null when it is not known. */
  @Nullable Place place(String source) {
    return places.get(source);
  }

  /** Where to go on in a file that was read by another name; null when it was not. */
  @Nullable Place placeByAnotherName(Path path) {
    String key = FileTail.key(path);
    if (key == null) {
      return null;
    }
    for (Map.Entry<String, Place> other : places.entrySet()) {
      boolean isPath = other.getKey().startsWith("/");
      if (isPath && key.equals(FileTail.key(Path.of(other.getKey())))) {
        return other.getValue();
      }
    }
    return null;
  }

  /**
   * Replaces the checkpoint. Sources that are not read this time keep their place.
   *
   * @param otherNames sources that go on where another one does, and the names of those
   */
  void commit(List<Input> inputs, Map<String, String> otherNames, Tracking current)
      throws IOException {
    for (Input input : inputs) {
      Place place = input.place();
      if (place != null) {
        places.put(input.name(), place);
      }
    }
    otherNames.forEach(
        (other, name) -> {
          Place place = places.get(name);
          if (place != null) {
            places.put(other, place);
          }
        });
    store.checkpoint().write(out -> writeContent(out, generation + 1, current::write));
    generation++;
    if (!formerIsGone) {
      store.deleteFormer();
      formerIsGone = true;
    }
  }

  /** Forgets where the source was left: it will not come back. */
  void forget(String source) {
    places.remove(source);
  }

  private void writeContent(DataOutput out, long newGeneration, Replaceable.Writer current)
      throws IOException {
    out.writeLong(newGeneration);
    out.writeInt(places.size());
    for (Map.Entry<String, Place> place : places.entrySet()) {
      out.writeUTF(place.getKey());
      out.writeUTF(place.getValue().position());
      out.writeLong(place.getValue().timeMicros());
    }
    current.write(out);
  }

  /** Writes down that the tracker will be told of this time, directly after the checkpoint. */
  void announce(long timeMicros) throws IOException {
    quietTime.write(
        out -> {
          out.writeLong(generation);
          out.writeLong(timeMicros);
        });
  }

  /** The time announced after the checkpoint; {@link Long#MIN_VALUE} for none. */
  long announced() {
    long[] time = {Long.MIN_VALUE};
    try {
      boolean unused =
          quietTime.read(
              in -> {
                if (in.readLong() == generation) {
                  time[0] = in.readLong();
                }
              });
    } catch (DamagedException e) {
      // Replaced as a whole, so nothing but a disk's fault: as if the log had not been quiet.
      return Long.MIN_VALUE;
    } catch (IOException e) {
      throw new FailedException("cannot read " + quietTime.path() + ": " + e);
    }
    return time[0];
  }
}
