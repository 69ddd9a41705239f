// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.github.otelmail.bridge.tracker.EntryKey;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Map;

/**
 * One resource per MTA instance and host, because it is the MTA that did what the spans tell, not
 * the bridge. {@code host.name} is the host as the log has it, {@code service.instance.id} the host
 * and the instance. {@code service.name} is the instance's name ({@code postfix}, {@code
 * postfix-out}) unless the user gave one, and all else that the user gave stands as well.
 *
 * <p>Not thread-safe.
 */
final class MtaResources {
  private static final AttributeKey<String> SERVICE_NAME = stringKey("service.name");
  private static final AttributeKey<String> SERVICE_INSTANCE_ID = stringKey("service.instance.id");
  private static final AttributeKey<String> HOST_NAME = stringKey("host.name");

  /** Where the log does not name the MTA. */
  private static final String UNNAMED = "mta";

  /** Forged log lines can name any number of hosts; beyond this nothing is remembered. */
  private static final int MAX_REMEMBERED = 1000;

  private final Resource given;
  private final Map<Instance, Resource> remembered = new HashMap<>();

  /**
   * @param given attributes of the user for every MTA
   */
  MtaResources(Resource given) {
    this.given = given;
  }

  Resource of(EntryKey key) {
    Instance instance = new Instance(key.host(), key.instance());
    Resource known = remembered.get(instance);
    if (known != null) {
      return known;
    }
    Resource resource = create(instance);
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(instance, resource);
    }
    return resource;
  }

  private Resource create(Instance instance) {
    String name = instance.name().isEmpty() ? UNNAMED : instance.name();
    Resource fromLog =
        Resource.builder()
            .put(SERVICE_NAME, name)
            .put(SERVICE_INSTANCE_ID, instance.host() + '/' + name)
            .put(HOST_NAME, instance.host())
            .build();
    String givenName = given.getAttribute(SERVICE_NAME);
    Resource merged = given.merge(fromLog);
    return givenName == null
        ? merged
        : merged.merge(Resource.builder().put(SERVICE_NAME, givenName).build());
  }

  private record Instance(String host, String name) {}
}
