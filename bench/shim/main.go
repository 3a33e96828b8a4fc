// What sidepatch is measured against: a hook sidecar that runs a program for every call, as KubeVirt's own does. Rebuilt
// from KubeVirt's contract, with Debian's sources of gRPC and no generated code:
//
//	sidecar-shim --version v1alpha3 [--socket-dir DIR]
//
// The calls are answered by onDefineDomain (--vmi JSON --domain XML) and preCloudInitIso (--vmi JSON --cloud-init JSON),
// looked for on the PATH, which print the result.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"google.golang.org/grpc"
)

const maxMessage = 64 << 20

// The fields of KubeVirt's messages that are used here.
const (
	infoName, infoHookPoints, infoVersions = 1, 3, 4
	domainXML, vmi                         = 1, 2
	cloudInitData                          = 3
)

type rawBytes struct{}

func (rawBytes) Marshal(value interface{}) ([]byte, error) { return value.([]byte), nil }
func (rawBytes) Unmarshal(data []byte, value interface{}) error {
	*value.(*[]byte) = append([]byte(nil), data...)
	return nil
}
func (rawBytes) String() string { return "proto" }

func main() {
	version := flag.String("version", "", "the hook API")
	folder := flag.String("socket-dir", "/var/run/kubevirt-hooks", "where the socket goes")
	flag.Parse()
	socket := filepath.Join(*folder, "shim.sock")
	listener, err := net.Listen("unix", socket)
	fail(err)
	fail(os.Chmod(socket, 0666))
	answer := func(_ interface{}, stream grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(stream)
		var request []byte
		if err := stream.RecvMsg(&request); err != nil {
			return err
		}
		reply, err := call(method, *version, request)
		if err != nil {
			return err
		}
		return stream.SendMsg(reply)
	}
	server := grpc.NewServer(
		//lint:ignore SA1019 Debian's gRPC has no other way to pass bytes through
		grpc.CustomCodec(rawBytes{}),
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.MaxSendMsgSize(maxMessage),
		grpc.UnknownServiceHandler(answer))
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		server.GracefulStop()
	}()
	fail(server.Serve(listener))
}

func call(method, version string, request []byte) ([]byte, error) {
	switch method {
	case "/kubevirt.hooks.info.Info/Info":
		reply := field(nil, infoName, []byte("shim"))
		for _, point := range []string{"OnDefineDomain", "PreCloudInitIso"} {
			reply = field(reply, infoHookPoints, field(nil, 1, []byte(point)))
		}
		return field(reply, infoVersions, []byte(version)), nil
	case "/kubevirt.hooks." + version + ".Callbacks/OnDefineDomain":
		return hook("onDefineDomain", "--domain", domainXML, request)
	case "/kubevirt.hooks." + version + ".Callbacks/PreCloudInitIso":
		return hook("preCloudInitIso", "--cloud-init", cloudInitData, request)
	}
	return nil, errors.New("no such method: " + method)
}

// hook runs a program with the request's fields as arguments; what it prints becomes the same field of the reply.
func hook(program, option string, number byte, request []byte) ([]byte, error) {
	fields, err := fieldsOf(request)
	if err != nil {
		return nil, err
	}
	var instance map[string]interface{}
	if err := json.Unmarshal(fields[vmi], &instance); err != nil {
		return nil, err
	}
	command := exec.Command(program, "--vmi", string(fields[vmi]), option, string(fields[number]))
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, err
	}
	return field(nil, number, output), nil
}

// field appends a field of bytes to a message of protobuf.
func field(message []byte, number byte, value []byte) []byte {
	message = append(message, number<<3|2)
	length := len(value)
	for ; length >= 0x80; length >>= 7 {
		message = append(message, byte(length)|0x80)
	}
	return append(append(message, byte(length)), value...)
}

// fieldsOf reads a message that has fields of bytes only.
func fieldsOf(message []byte) (map[byte][]byte, error) {
	fields := map[byte][]byte{}
	for at := 0; at < len(message); {
		tag := message[at]
		at++
		length := 0
		for shift := uint(0); ; shift += 7 {
			if at == len(message) || shift > 28 {
				return nil, io.ErrUnexpectedEOF
			}
			part := message[at]
			at++
			length |= int(part&0x7f) << shift
			if part < 0x80 {
				break
			}
		}
		if tag&7 != 2 || length > len(message)-at {
			return nil, io.ErrUnexpectedEOF
		}
		fields[tag>>3] = message[at : at+length]
		at += length
	}
	return fields, nil
}

func fail(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
