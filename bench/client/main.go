// The client of the benchmark: Go's gRPC, as virt-launcher's is, in one process and on one connection.
//
//	client            answers commands until its input ends
//	client --version  prints what it is built with
//
// A line of standard input is a command, a line of standard output its answer, both in JSON.
//
//	{"connect": "/path/to/socket"}
//	  {}, once the connection stands, or {"error": "…"}
//	{"method": "/package.Service/Method", "request": base64, "calls": 3, "pauseMs": 300, "maxMs": 20000}
//	  {"ms": […], "reply": base64, "error": "…"}
//
// Calls are made one after the other, each with a pause after it, and no more of them when maxMs are over; 0 is without
// limit. "ms" tells what each took, from handing the request over to having the reply. "reply" is the first one, and all
// others have to be the same. The first call that fails, or is answered differently, is the last one: "error" says how, and
// "ms" has those before.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"time"

	"google.golang.org/grpc"
)

const (
	dialTimeout = 2 * time.Second
	// A domain of 1 MB takes seconds at a fifth of a core.
	callTimeout = 60 * time.Second
	// As much as the sidecars send; gRPC's own limit is 4 MiB.
	maxMessage = 64 << 20
)

type command struct {
	Connect string `json:"connect"`
	Method  string `json:"method"`
	Request []byte `json:"request"`
	Calls   int    `json:"calls"`
	PauseMs int    `json:"pauseMs"`
	MaxMs   int    `json:"maxMs"`
}

type answer struct {
	Ms    []float64 `json:"ms,omitempty"`
	Reply []byte    `json:"reply,omitempty"`
	Error string    `json:"error,omitempty"`
}

// rawBytes passes messages through as they are.
type rawBytes struct{}

func (rawBytes) Marshal(value interface{}) ([]byte, error) { return *value.(*[]byte), nil }
func (rawBytes) Unmarshal(data []byte, value interface{}) error {
	*value.(*[]byte) = append([]byte(nil), data...)
	return nil
}
func (rawBytes) Name() string { return "proto" }

func main() {
	if len(os.Args) > 1 {
		os.Stdout.WriteString("Go " + strings.TrimPrefix(runtime.Version(), "go") + ", gRPC " + grpc.Version + "\n")
		return
	}
	var connection *grpc.ClientConn
	lines := bufio.NewReader(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		fail(err)
		var one command
		fail(json.Unmarshal(line, &one))
		var result answer
		if one.Connect != "" {
			if connection, err = connect(one.Connect); err != nil {
				result.Error = err.Error()
			}
		} else {
			result = callAll(connection, one)
		}
		fail(answers.Encode(result))
	}
}

func connect(socket string) (*grpc.ClientConn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	defer cancel()
	return grpc.DialContext(ctx, socket,
		grpc.WithInsecure(),
		grpc.WithBlock(),
		grpc.WithAuthority("localhost"),
		grpc.WithContextDialer(func(ctx context.Context, path string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(rawBytes{}), grpc.MaxCallRecvMsgSize(maxMessage)))
}

func callAll(connection *grpc.ClientConn, one command) answer {
	var all answer
	begin := time.Now()
	for made := 0; made < one.Calls; made++ {
		if one.MaxMs > 0 && time.Since(begin) >= milliseconds(one.MaxMs) {
			break
		}
		reply, took, err := call(connection, one)
		if err == nil && made > 0 && !bytes.Equal(reply, all.Reply) {
			err = errors.New("an answer is not the same as the first one")
		}
		if err != nil {
			all.Error = err.Error()
			break
		}
		if made == 0 {
			all.Reply = reply
		}
		all.Ms = append(all.Ms, float64(took)/float64(time.Millisecond))
		time.Sleep(milliseconds(one.PauseMs))
	}
	return all
}

func call(connection *grpc.ClientConn, one command) ([]byte, time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	var reply []byte
	begin := time.Now()
	err := connection.Invoke(ctx, one.Method, &one.Request, &reply)
	return reply, time.Since(begin), err
}

func milliseconds(count int) time.Duration {
	return time.Duration(count) * time.Millisecond
}

func fail(err error) {
	if err != nil {
		os.Stderr.WriteString("client: " + err.Error() + "\n")
		os.Exit(1)
	}
}
