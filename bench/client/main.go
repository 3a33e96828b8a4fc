// The client of the benchmark: Go's gRPC, as virt-launcher's is, on one connection.
//
//	client SOCKET
//
// Each line of standard input is a command, each line of standard output its answer, in JSON. {"method": …, "request":
// base64, "calls": 3, "pauseMs": 300, "maxMs": 0, "wanted": "…"} makes so many calls, or fewer when maxMs are over, and
// says what each took, from handing the request over to having the reply: {"ms": […], "reply": base64, "error": "…"}.
// The reply is that of the first call; every one has to contain what is wanted. The first line that is printed is
// {"connectedMs": …}, the Unix time at which the connection stood.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
)

const (
	maxMessage  = 64 << 20
	dialTimeout = 30 * time.Second
	callTimeout = 60 * time.Second
	// A socket that is not there yet is looked for so often.
	redial = time.Millisecond
)

type command struct {
	Method  string `json:"method"`
	Request []byte `json:"request"`
	Calls   int    `json:"calls"`
	PauseMs int    `json:"pauseMs"`
	MaxMs   int    `json:"maxMs"`
	Wanted  string `json:"wanted"`
}

type answer struct {
	Ms    []float64 `json:"ms"`
	Reply []byte    `json:"reply"`
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
	out := json.NewEncoder(os.Stdout)
	connection := connect(os.Args[1])
	defer connection.Close()
	fail(out.Encode(map[string]float64{"connectedMs": float64(time.Now().UnixNano()) / 1e6}))
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) == 0 && err != nil {
			return
		}
		var one command
		fail(json.Unmarshal(line, &one))
		fail(out.Encode(run(connection, one)))
	}
}

func connect(socket string) *grpc.ClientConn {
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	defer cancel()
	dial := func(ctx context.Context, path string) (net.Conn, error) {
		for {
			connection, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
			if err == nil || ctx.Err() != nil {
				return connection, err
			}
			time.Sleep(redial)
		}
	}
	connection, err := grpc.DialContext(ctx, socket,
		grpc.WithInsecure(),
		grpc.WithBlock(),
		grpc.WithAuthority("localhost"),
		grpc.WithContextDialer(dial),
		grpc.WithDefaultCallOptions(
			grpc.ForceCodec(rawBytes{}),
			grpc.MaxCallRecvMsgSize(maxMessage),
			grpc.MaxCallSendMsgSize(maxMessage)))
	fail(err)
	return connection
}

func run(connection *grpc.ClientConn, one command) answer {
	result := answer{Ms: []float64{}}
	begin := time.Now()
	for made := 0; made < one.Calls; made++ {
		if one.MaxMs > 0 && time.Since(begin) > time.Duration(one.MaxMs)*time.Millisecond {
			break
		}
		reply, took, err := call(connection, one)
		if err == nil && !bytes.Contains(reply, []byte(one.Wanted)) {
			err = errors.New("an answer lacks " + one.Wanted)
		}
		if err != nil {
			result.Error = err.Error()
			break
		}
		if made == 0 {
			result.Reply = reply
		}
		result.Ms = append(result.Ms, float64(took.Nanoseconds())/1e6)
		time.Sleep(time.Duration(one.PauseMs) * time.Millisecond)
	}
	return result
}

func call(connection *grpc.ClientConn, one command) ([]byte, time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	var reply []byte
	begin := time.Now()
	err := connection.Invoke(ctx, one.Method, &one.Request, &reply)
	return reply, time.Since(begin), err
}

func fail(err error) {
	if err != nil {
		os.Stderr.WriteString("client: " + err.Error() + "\n")
		os.Exit(1)
	}
}
