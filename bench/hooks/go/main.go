// KubeVirt's example: the board maker that an annotation names. Called with --vmi JSON --domain XML. The domain is read
// with Go's XML decoder and only the two places are written anew: about the least that a hook in Go can do.
package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"strings"
)

const annotation = "smbios.vm.kubevirt.io/baseBoardManufacturer"

type instance struct {
	Metadata struct {
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
}

// edit replaces the bytes from start to end.
type edit struct {
	start, end int64
	text       string
}

func main() {
	vmi, domain := []byte(os.Args[2]), []byte(os.Args[4])
	var vm instance
	fail(json.Unmarshal(vmi, &vm))
	if maker, isSet := vm.Metadata.Annotations[annotation]; isSet {
		edits, err := editsOf(domain, maker)
		fail(err)
		domain = apply(domain, edits)
	}
	os.Stdout.Write(domain)
}

func editsOf(domain []byte, maker string) ([]edit, error) {
	var escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(maker)); err != nil {
		return nil, err
	}
	board := `<baseBoard><entry name="manufacturer">` + escaped.String() + `</entry></baseBoard>`
	var edits []edit
	var path []string
	var start int64
	decoder := xml.NewDecoder(bytes.NewReader(domain))
	for {
		before := decoder.InputOffset()
		token, err := decoder.RawToken()
		if err == io.EOF {
			return edits, nil
		}
		if err != nil {
			return nil, err
		}
		switch one := token.(type) {
		case xml.StartElement:
			path = append(path, one.Name.Local)
			switch strings.Join(path, "/") {
			case "domain/os/smbios":
				edits = append(edits, edit{before, decoder.InputOffset(), `<smbios mode="sysinfo">`})
			case "domain/sysinfo/baseBoard":
				start = before
			}
		case xml.EndElement:
			if strings.Join(path, "/") == "domain/sysinfo/baseBoard" {
				edits = append(edits, edit{start, decoder.InputOffset(), board})
			}
			path = path[:len(path)-1]
		}
	}
}

func apply(text []byte, edits []edit) []byte {
	var result bytes.Buffer
	var at int64
	for _, one := range edits {
		result.Write(text[at:one.start])
		result.WriteString(one.text)
		at = one.end
	}
	result.Write(text[at:])
	return result.Bytes()
}

func fail(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
