# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""Reads OTLP requests (protobuf), as far as a measurement needs them."""

import struct


def fields(data):
    """Number and value of every field of a message: bytes where it has a length, else a number or 8 bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            length = 8 if kind == 1 else 4
            value, at = data[at:at + length], at + length
        yield tag >> 3, value


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def find(data, number):
    return [value for field, value in fields(data) if field == number]


def metrics(request):
    """The last value of each gauge and sum of a metrics request by its name; field numbers of opentelemetry-proto's metrics.proto."""
    found = {}
    for resource in find(request, 1):
        for scope in find(resource, 2):
            for metric in find(scope, 2):
                name = find(metric, 1)[0].decode()
                for data in find(metric, 5) + find(metric, 7):
                    for point in find(data, 1):
                        for field, value in fields(point):
                            if field == 4:
                                found[name] = struct.unpack("<d", value)[0]
                            elif field == 6:
                                found[name] = struct.unpack("<q", value)[0]
    return found
