// Calls a hook sidecar with Go's gRPC client and reads the answers with Go's XML decoder, as virt-launcher does:
//
//	main SOCKET < calls.json
//
// Standard input is a JSON list of {"method": "/package.Service/Method", "request": base64}; standard output a list of
// {"response": base64} or {"code": "...", "message": "..."}. A response that is XML in its first field is also decoded
// strictly; "xml" tells how many elements it has, or the decoder's error.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// virt-launcher's own numbers.
const (
	dialTimeout = 2 * time.Second
	infoTimeout = 1 * time.Second
	callTimeout = 20 * time.Second
)

type call struct {
	Method  string `json:"method"`
	Request []byte `json:"request"`
}

type answer struct {
	Response []byte `json:"response,omitempty"`
	Code     string `json:"code,omitempty"`
	Message  string `json:"message,omitempty"`
	XML      string `json:"xml,omitempty"`
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
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	connection, err := grpc.DialContext(ctx, os.Args[1],
		grpc.WithInsecure(),
		grpc.WithBlock(),
		grpc.WithAuthority("localhost"),
		grpc.WithContextDialer(func(ctx context.Context, path string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}))
	cancel()
	fail(err)
	defer connection.Close()

	var calls []call
	fail(json.NewDecoder(os.Stdin).Decode(&calls))
	answers := []answer{}
	for _, one := range calls {
		answers = append(answers, invoke(connection, one))
	}
	fail(json.NewEncoder(os.Stdout).Encode(answers))
}

func invoke(connection *grpc.ClientConn, one call) answer {
	timeout := callTimeout
	if one.Method == "/kubevirt.hooks.info.Info/Info" {
		timeout = infoTimeout
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	var response []byte
	err := connection.Invoke(ctx, one.Method, &one.Request, &response, grpc.ForceCodec(rawBytes{}))
	if err != nil {
		return answer{Code: status.Code(err).String(), Message: status.Convert(err).Message()}
	}
	return answer{Response: response, XML: decodeXML(response)}
}

// decodeXML reads the document in the first field of a message of bytes fields.
func decodeXML(message []byte) string {
	start := bytes.IndexByte(message, '<')
	if start < 0 || start > 11 {
		return ""
	}
	decoder := xml.NewDecoder(bytes.NewReader(message[start:]))
	elements := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return strconv.Itoa(elements) + " elements"
		}
		if err != nil {
			return err.Error()
		}
		if _, isStart := token.(xml.StartElement); isStart {
			elements++
		}
	}
}

func fail(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
