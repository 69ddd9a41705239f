// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedFileTest {
  @TempDir Path directory;

  private CheckedFile file;

  @BeforeEach
  void file() throws IOException {
    file = new CheckedFile(DiskDirectory.open(directory), "state", 1);
  }

  private String read() throws IOException {
    String[] content = {null};
    boolean found = file.read(in -> content[0] = in.readUTF());
    return found ? content[0] : "none";
  }

  @Test
  void whatWasWrittenLast_isRead() throws IOException {
    file.write(out -> out.writeUTF("one"));
    file.write(out -> out.writeUTF("two"));
    assertThat(read()).isEqualTo("two");
  }

  @Test
  void noFile_isNoFailure() throws IOException {
    assertThat(read()).isEqualTo("none");
  }

  @Test
  void aWriteThatFails_leavesTheOldContent() throws IOException {
    file.write(out -> out.writeUTF("one"));
    assertThatThrownBy(
            () ->
                file.write(
                    out -> {
                      out.writeUTF("half");
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(read()).isEqualTo("one");
    file.write(out -> out.writeUTF("two"));
    assertThat(read()).isEqualTo("two");
  }

  @Test
  void anyChangedByte_isFound() throws IOException {
    file.write(out -> out.writeUTF("content"));
    byte[] good = Files.readAllBytes(file.path());
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file.path(), bad);
      assertThatThrownBy(this::read).as("byte %d changed", i).isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void anyMissingEnd_isFound() throws IOException {
    file.write(out -> out.writeUTF("content"));
    byte[] good = Files.readAllBytes(file.path());
    for (int length = 0; length < good.length; length++) {
      Files.write(file.path(), Arrays.copyOf(good, length));
      assertThatThrownBy(this::read)
          .as("cut to %d bytes", length)
          .isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void anotherVersion_isNotRead() throws IOException {
    new CheckedFile(DiskDirectory.open(directory), "state", 2)
        .write(out -> out.writeUTF("of tomorrow"));
    assertThatThrownBy(this::read)
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("version 2");
  }
}
