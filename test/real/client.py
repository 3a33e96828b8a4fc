#!/usr/bin/python3
"""A gRPC client that shares no code with the sidecar: gRPC's C core, messages built from a descriptor set at run time.

client.py SOCKET DESCRIPTORS

Standard input: a JSON list of {"method": "package.Service/Method", "request": {...}}; bytes are base64. Standard output:
a JSON list with {"response": {...}} or {"code": "...", "message": "..."} for each. All calls use one connection.
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

DEADLINE_S = 10

socket, descriptors = sys.argv[1:]
pool = descriptor_pool.DescriptorPool()
with open(descriptors, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def call(channel, method, request):
    service, _, name = method.partition("/")
    described = pool.FindServiceByName(service).FindMethodByName(name)
    respond = channel.unary_unary(
        f"/{method}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=factory.GetPrototype(described.output_type).FromString,
    )
    message = json_format.ParseDict(request, factory.GetPrototype(described.input_type)())
    try:
        response = respond(message, timeout=DEADLINE_S)
    except grpc.RpcError as error:
        return {"code": error.code().name, "message": error.details()}
    return {"response": json_format.MessageToDict(response, preserving_proto_field_name=True)}


# virt-launcher's authority; Go's client derives it from the target, which the C core would spell as the socket's path.
options = [("grpc.default_authority", "localhost")]
with grpc.insecure_channel(f"unix:{socket}", options) as channel:
    calls = json.load(sys.stdin)
    json.dump([call(channel, one["method"], one.get("request", {})) for one in calls], sys.stdout)
