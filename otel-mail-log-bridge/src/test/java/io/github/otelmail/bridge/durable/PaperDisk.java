// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that fails when it is told to, and whose power can be cut: of what was not forced, a part
 * is left then, in each file and in the directory on its own, the last change torn or as zeros.
 */
public final class PaperDisk implements Disk {
  private static final class Inode {
    byte[] content = new byte[0];
    byte[] safe = new byte[0];
    final List<UnaryOperator<byte[]>> unforced = new ArrayList<>();

    void change(UnaryOperator<byte[]> change) {
      content = change.apply(content);
      unforced.add(change);
    }
  }

  private TreeMap<String, Inode> names = new TreeMap<>();
  private TreeMap<String, Inode> safeNames = new TreeMap<>();
  private final List<Consumer<Map<String, Inode>>> unforced = new ArrayList<>();

  /** Asked before each change, and each force, whether it fails. */
  public BooleanSupplier failing = () -> false;

  /** How often a file was read. */
  public int reads;

  private void check() throws IOException {
    if (failing.getAsBoolean()) {
      throw new IOException("no space left on device");
    }
  }

  /** What the disk is like after a power cut. Handles from before are not to be used. */
  public void cutPower(Random random) {
    TreeMap<String, Inode> left = new TreeMap<>(safeNames);
    unforced.subList(0, random.nextInt(unforced.size() + 1)).forEach(each -> each.accept(left));
    unforced.clear();
    names = left;
    safeNames = new TreeMap<>(left);
    left.values().forEach(inode -> cutPower(inode, random));
  }

  private static void cutPower(Inode inode, Random random) {
    int kept = random.nextInt(inode.unforced.size() + 1);
    byte[] content = inode.safe;
    for (UnaryOperator<byte[]> change : inode.unforced.subList(0, kept)) {
      content = change.apply(content);
    }
    if (kept < inode.unforced.size()) {
      content = torn(content, inode.unforced.get(kept).apply(content), random);
    }
    inode.unforced.clear();
    inode.content = content;
    inode.safe = content;
  }

  private static byte[] torn(byte[] before, byte[] after, Random random) {
    if (after.length <= before.length) {
      return before;
    }
    int until = before.length + random.nextInt(after.length - before.length);
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(after, until);
      case 1 -> Arrays.copyOf(Arrays.copyOf(after, until), after.length);
      default -> before;
    };
  }

  /** The content of a file, to look at and, by {@link #put}, to damage. */
  public byte[] get(String name) {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new IllegalArgumentException(name + " is not among " + names.keySet());
    }
    return inode.content.clone();
  }

  /** Gives the file that content, for good. */
  public void put(String name, byte[] content) {
    Inode inode = new Inode();
    inode.content = content.clone();
    inode.safe = inode.content;
    names.put(name, inode);
    safeNames.put(name, inode);
  }

  @Override
  public Path path() {
    return Path.of("paper");
  }

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public Content open(String name) throws IOException {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    return new PaperContent(inode);
  }

  @Override
  public Content create(String name) throws IOException {
    check();
    Inode there = names.get(name);
    if (there != null) {
      there.change(content -> new byte[0]);
      return new PaperContent(there);
    }
    Inode made = new Inode();
    change(map -> map.put(name, made));
    return new PaperContent(made);
  }

  private void change(Consumer<Map<String, Inode>> change) {
    change.accept(names);
    unforced.add(change);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    check();
    Inode inode = names.get(from);
    if (inode == null) {
      throw new NoSuchFileException(from);
    }
    change(
        map -> {
          @Nullable Inode unused = map.remove(from);
          map.put(to, inode);
        });
  }

  @Override
  public void delete(String name) throws IOException {
    check();
    change(map -> map.remove(name));
  }

  @Override
  public void force() throws IOException {
    check();
    unforced.clear();
    safeNames = new TreeMap<>(names);
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE / 2;
  }

  private final class PaperContent implements Content {
    private final Inode inode;

    PaperContent(Inode inode) {
      this.inode = inode;
    }

    @Override
    public long size() {
      return inode.content.length;
    }

    @Override
    public int read(ByteBuffer into, long offset) {
      reads++;
      int count = (int) Math.min(into.remaining(), inode.content.length - offset);
      if (count <= 0) {
        return -1;
      }
      into.put(inode.content, (int) offset, count);
      return count;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      boolean fails = failing.getAsBoolean();
      int count = fails ? bytes.length / 2 : bytes.length;
      inode.change(
          content -> {
            int end = Math.toIntExact(offset) + count;
            byte[] written = Arrays.copyOf(content, Math.max(content.length, end));
            System.arraycopy(bytes, 0, written, (int) offset, count);
            return written;
          });
      if (fails) {
        throw new IOException("no space left on device");
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      check();
      inode.change(content -> Arrays.copyOf(content, (int) Math.min(size, content.length)));
    }

    @Override
    public void force() throws IOException {
      check();
      inode.unforced.clear();
      inode.safe = inode.content;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
